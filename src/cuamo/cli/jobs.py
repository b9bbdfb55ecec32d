"""`cuamo jobs`: background work that failed for good."""

import json

import click
from django.utils import timezone

from cuamo.kernel.selectors.backlog import failed_jobs
from cuamo.kernel.services.retry_failed import retry_job


@click.group()
def jobs() -> None:
    """Background work."""


@jobs.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def dead(as_json: bool) -> None:
    """List the jobs that were tried as often as they may be."""
    found = failed_jobs()
    if as_json:
        rows = [
            {
                "id": job.id,
                "task": job.task,
                "queue": job.queue,
                "attempts": job.attempts,
                "failed_at": job.failed_at.isoformat() if job.failed_at else None,
            }
            for job in found
        ]
        click.echo(json.dumps(rows))
        return
    for job in found:
        click.echo(f"{job.id}  {job.task}  {job.attempts} tries  {job.failed_at or ''}")
    if not found:
        click.echo("no dead jobs")


@jobs.command()
@click.argument("job_id", type=int)
def retry(job_id: int) -> None:
    """Put a dead job back into the queue."""
    if not retry_job(job_id=job_id, at=timezone.now()):
        raise click.ClickException(f"job {job_id} is not dead")
    click.echo(f"job {job_id} waits again")
