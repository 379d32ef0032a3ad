"""A host that takes callbacks, in Flask: ``flask --app callback_host_flask run`` in this folder.

Settings come from the environment: RESUME_PIPELINE_STORAGE, _LEDGER, _QUEUE and _CALLBACK_KEYS.
"""

from flask import Flask, request

from resume_pipeline import Pipeline, SignatureError, UnavailableError


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 1024**2
    pipeline = Pipeline.open()

    @app.post("/callback")
    def callback() -> tuple[str, int]:
        try:
            pipeline.receive(dict(request.headers), request.get_data())
        except SignatureError:
            return "", 401
        except UnavailableError:
            return "", 503
        return "", 204

    return app
