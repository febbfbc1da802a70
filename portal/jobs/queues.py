"""The queue: its name, how jobs are named and serialised, and what is said when it does not answer.

Jobs are pushed after the commit that they refer to, never before. What is queued is only a hint: the database keeps the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from flask import Flask
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from portal.foundation.errors import Refusal

PRINT = "print"
RESULT_TTL = 3600
FAILURE_TTL = 86400
JOB_SECONDS = 1800
CONNECT_SECONDS = 2
ANSWER_SECONDS = 5
DOWN = "已经记下，但后台印制服务没有在运行；它恢复后会自动接着印，不用再点一次。过一会儿还没有动静，请联系系统管理员"
_ENDED = (JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED)


class BrokerDown(Refusal):
    """The broker does not answer."""

    status = 503

    def __init__(self) -> None:
        super().__init__(DOWN)


@dataclass(frozen=True)
class Outcome:
    """How a job stands, and what it returned once it is done; a job that failed, or that nobody remembers, is lost."""

    state: Literal["waiting", "done", "lost"]
    told: Any = None


class Broker:
    """The broker as the portal uses it. Nothing is opened before it is first needed."""

    def __init__(self, url: str, queue: str = PRINT) -> None:
        self._connection = Redis.from_url(
            url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 1)
        )
        self._queue = Queue(queue, connection=self._connection, serializer=JSONSerializer)

    def push(self, job: str, name: str, *arguments: Any, first: bool = False) -> bool:
        """Queue the function at this dotted path, before all that wait if `first`; False when a job of this name is known.
        Raises `BrokerDown`."""
        try:
            self._queue.enqueue_call(
                job, args=arguments, job_id=name, unique=True, timeout=JOB_SECONDS, at_front=first,
                result_ttl=RESULT_TTL, failure_ttl=FAILURE_TTL, description=name,
            )  # fmt: skip
        except DuplicateJobError:
            return False
        except RedisError as error:
            raise BrokerDown from error
        return True

    def waiting(self) -> frozenset[str]:
        """The names of the jobs that wait for a worker. Raises `BrokerDown`."""
        try:
            return frozenset(self._queue.get_job_ids())
        except RedisError as error:
            raise BrokerDown from error

    def outcome(self, name: str) -> Outcome:
        """What became of a job. Raises `BrokerDown`."""
        try:
            job = Job.fetch(name, connection=self._connection, serializer=JSONSerializer)
            status = job.get_status()
            if status == JobStatus.FINISHED:
                return Outcome("done", job.return_value())
        except NoSuchJobError:
            return Outcome("lost")
        except RedisError as error:
            raise BrokerDown from error
        return Outcome("lost" if status in _ENDED else "waiting")

    def answers(self) -> bool:
        """Whether it is there."""
        try:
            return bool(self._connection.ping())
        except RedisError:
            return False


def broker_of(app: Flask) -> Broker:
    """The broker of an application, one a process."""
    broker: Broker = app.extensions.get("portal_broker") or Broker(app.config["PORTAL"].broker_url)
    app.extensions["portal_broker"] = broker
    return broker
