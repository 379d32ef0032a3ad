"""Objects in a folder, in this process's memory, or wherever fsspec reaches."""

from resume_pipeline.backends.fsspec_storage.storage import FsspecStorage, S3Storage

__all__ = ["FsspecStorage", "S3Storage"]
