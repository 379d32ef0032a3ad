"""A queue in a broker that kombu speaks to: RabbitMQ (AMQP 0-9-1) or Redis."""

from resume_pipeline.backends.kombu_queue.queue import KombuQueue

__all__ = ["KombuQueue"]
