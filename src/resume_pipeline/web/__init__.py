"""A small ASGI app that a host may mount: links, callbacks, jobs as they go, and health.

It needs the extra ``web``. Who is asking is the host's to know: the app is given a function.
"""

from resume_pipeline.web.site import PipelineOf, TenantOf, web_app

__all__ = ["PipelineOf", "TenantOf", "web_app"]
