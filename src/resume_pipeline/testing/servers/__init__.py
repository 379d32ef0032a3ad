"""Throw-away servers: started in a folder of their own, killed, and started again on their data."""

from resume_pipeline.testing.servers.postgres import Postgres
from resume_pipeline.testing.servers.proxy import FaultyProxy
from resume_pipeline.testing.servers.rabbitmq import RabbitMQ
from resume_pipeline.testing.servers.redis import Redis
from resume_pipeline.testing.servers.seaweed import SeaweedFS
from resume_pipeline.testing.servers.server import Server

__all__ = ["FaultyProxy", "Postgres", "RabbitMQ", "Redis", "SeaweedFS", "Server"]
