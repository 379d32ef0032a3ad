import pytest

from resume_pipeline.testing.contract import Contract, deviates


class Promises(Contract):
    def test_a_promise(self):
        pass

    def test_another_promise(self):
        pass


def test_a_subclass_inherits_the_tests():
    class Kept(Promises):
        pass

    assert Kept.test_a_promise is Promises.test_a_promise
    assert Kept.deviations() == {}


def test_a_subclass_may_add_tests():
    class More(Promises):
        def test_something_of_its_own(self):
            pass

    assert More.deviations() == {}


def test_replacing_a_test_without_a_reason_is_a_type_error():
    with pytest.raises(TypeError, match=r"Dropped\.test_a_promise replaces"):

        class Dropped(Promises):
            def test_a_promise(self):
                pass


@pytest.mark.parametrize("hidden", [None, False, property(lambda self: None)])
def test_hiding_a_test_is_a_type_error(hidden):
    with pytest.raises(TypeError):
        type("Hidden", (Promises,), {"test_a_promise": hidden})


def test_replacing_a_test_by_way_of_a_mixin_is_a_type_error():
    class Mixin:
        def test_a_promise(self):
            pass

    with pytest.raises(TypeError, match="test_a_promise"):

        class Mixed(Mixin, Promises):
            pass


def test_a_subclass_of_a_subclass_is_held_to_the_contract():
    class Kept(Promises):
        def test_something_of_its_own(self):
            pass

    with pytest.raises(TypeError):

        class Dropped(Kept):
            def test_a_promise(self):
                pass

    with pytest.raises(TypeError):

        class DroppedItsOwn(Kept):
            def test_something_of_its_own(self):
                pass


def test_a_deviation_with_its_reason_is_kept_and_listed():
    class Deviating(Promises):
        @deviates("the broker has no such thing")
        def test_a_promise(self):
            pass

    class Heir(Deviating):
        pass

    assert Heir.deviations() == {"test_a_promise": "the broker has no such thing"}


def test_a_deviation_does_not_excuse_the_next_replacement():
    class Deviating(Promises):
        @deviates("the broker has no such thing")
        def test_a_promise(self):
            pass

    with pytest.raises(TypeError):

        class Heir(Deviating):
            def test_a_promise(self):
                pass


def test_a_deviation_from_nothing_is_a_type_error():
    with pytest.raises(TypeError, match="no contract has"):

        class Misspelt(Promises):
            @deviates("the broker has no such thing")
            def test_a_promis(self):
                pass


@pytest.mark.parametrize("why", ["", "  ", None])
def test_a_deviation_without_words_is_a_type_error(why):
    with pytest.raises(TypeError):
        deviates(why)


def test_a_deviation_without_parentheses_is_a_type_error():
    with pytest.raises(TypeError):

        class Bare(Promises):
            @deviates
            def test_a_promise(self):
                pass
