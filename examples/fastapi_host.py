"""A host in FastAPI with SQLAlchemy's AsyncSession: ``uvicorn fastapi_host:app`` in this folder.

RESUME_PIPELINE_STORAGE, _LEDGER, _QUEUE and _CALLBACK_KEYS come from the environment. DATABASE_URL
is the ledger's database with a driver for event loops, such as ``postgresql+asyncpg://app@db/app``.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request, UploadFile
from fastapi.responses import StreamingResponse
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from resume_pipeline import AsyncPipeline, NotFoundError, SignatureError, UnavailableError


class Base(DeclarativeBase):
    pass


class Application(Base):
    __tablename__ = "applications"

    id: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str]
    state: Mapped[str] = mapped_column(default="new")


def remember(tx, job, _result):
    """The hook: in the transaction that ends a job, whoever commits it."""
    table = Application.__table__
    done = tx.execute(table.update().where(table.c.id == job.ref).values(state=str(job.state)))
    if done.rowcount != 1:
        raise LookupError(job.ref)


@asynccontextmanager
async def opened(app: FastAPI) -> AsyncIterator[None]:
    app.state.engine = engine = create_async_engine(os.environ["DATABASE_URL"])
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    hooks = {"applications": f"{__name__}:remember"}
    async with await AsyncPipeline.open(hooks=hooks) as app.state.pipeline:
        yield
    await engine.dispose()


app = FastAPI(lifespan=opened)


@app.post("/applications/{ref}", status_code=201)
async def apply(ref: str, resume: UploadFile, request: Request) -> dict[str, str]:
    """The application and its job: both are there, or neither."""
    acme = request.app.state.pipeline.tenant("acme", actor="web")
    file = await acme.upload(resume, filename=resume.filename or "")
    try:
        async with AsyncSession(request.app.state.engine) as session, session.begin():
            job = await acme.submit(file, plan="profile", ref=ref, tx=session)
            session.add(Application(id=ref, job=job.id))
    except IntegrityError:
        raise HTTPException(409, "there is such an application") from None
    return {"job": job.id, "file": file.id}


@app.get("/applications/{ref}")
async def state(ref: str, request: Request) -> dict[str, str]:
    """What the hook wrote."""
    async with AsyncSession(request.app.state.engine) as session:
        found = await session.get(Application, ref)
    if found is None:
        raise HTTPException(404)
    return {"job": found.job, "state": found.state}


@app.get("/jobs/{job_id}/events")
async def events(job_id: str, request: Request) -> StreamingResponse:
    """Server-sent events, until the job ends; no thread is held in between."""
    acme = request.app.state.pipeline.tenant("acme")
    try:
        job = await acme.job(job_id)
    except NotFoundError:
        raise HTTPException(404) from None

    async def lines() -> AsyncIterator[str]:
        async for event in acme.follow(job, timeout=300):
            yield f"id: {event.seq}\nevent: {event.kind}\ndata: {event.at}\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


@app.get("/files/{file_id}")
async def download(file_id: str, request: Request) -> StreamingResponse:
    try:
        stream = await request.app.state.pipeline.tenant("acme").download(file_id)
    except NotFoundError:
        raise HTTPException(404) from None

    async def pieces() -> AsyncIterator[bytes]:
        async with stream:  # also when the client goes away
            async for piece in stream:
                yield piece

    return StreamingResponse(pieces(), media_type="application/octet-stream")


@app.post("/callback", status_code=204)
async def callback(request: Request) -> None:
    """A worker's report, settled in a transaction of this host's own."""
    body = await request.body()
    try:
        async with AsyncSession(request.app.state.engine) as session, session.begin():
            await request.app.state.pipeline.receive(request.headers, body, tx=session)
    except SignatureError:
        raise HTTPException(401) from None
    except UnavailableError:
        raise HTTPException(503) from None
