"""A host in Flask, which calls what the app for ASGI hosts calls: ``flask --app flask_host run``.

Settings come from the environment: RESUME_PIPELINE_STORAGE, _LEDGER, _QUEUE, _CALLBACK_KEYS, _LINKS
(such as https://app.example/links) and _LINK_KEYS.
"""

from flask import Flask, Response, jsonify, request

from resume_pipeline import (
    ArtifactConflictError,
    InvalidRequestError,
    NotFoundError,
    Pipeline,
    SignatureError,
    UnavailableError,
)

ANSWERS = {
    SignatureError: 403,
    NotFoundError: 404,
    ArtifactConflictError: 412,
    InvalidRequestError: 400,
    UnavailableError: 503,
}


def create_app() -> Flask:
    app = Flask(__name__)
    pipeline = Pipeline.open()
    for kind, status in ANSWERS.items():
        app.register_error_handler(kind, lambda _error, status=status: ("", status))

    @app.route("/links/<_handle>", methods=["GET", "PUT"])
    def link(_handle: str) -> Response:
        asked = (request.method, request.url, request.headers)
        if request.method == "PUT":
            pipeline.take_upload(*asked, request.stream)
            return Response(status=201)
        file = pipeline.open_link(*asked)
        return Response(file.chunks(), headers=file.headers)

    @app.post("/callback")
    def callback() -> tuple[str, int]:
        request.max_content_length = 1024**2
        try:
            pipeline.receive(request.headers, request.get_data())
        except SignatureError:
            return "", 401
        return "", 204

    @app.get("/jobs/<job_id>")
    def job(job_id: str) -> Response:
        found = pipeline.tenant(tenant_of(request)).job(job_id)
        return jsonify(id=found.id, state=found.state, seq=found.seq)

    return app


def tenant_of(_request: object) -> str:
    """Who asks, by the host's own sessions."""
    return "acme"
