"""`load_samples [--wait] DIR…`: uploads every article of the folders as an editor would, and shows how they get on."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.intake import storage
from claims.intake.services import READERS, SIDECAR, Document, submit_batch
from claims.management.commands.demo_desk import NAME
from claims.management.progress import show_progress
from claims.models import Desk, UploadItem, User
from claims.permissions import Actor

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
BATCH = 20  # what is read into memory at once


@dataclass
class Tally:
    articles: list[int] = field(default_factory=list)  # all that the folders hold, new or not
    new: int = 0
    refused: int = 0


class Command(BaseCommand):
    help = (
        "Upload the .txt and .md files of folders (default: the samples), each with FILE.meta.json where there is one"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path, default=[SAMPLES])
        parser.add_argument("--desk", default=NAME, help="the desk's name")
        parser.add_argument("--as", dest="username", default="editor", help="the account that uploads")
        parser.add_argument("--wait", action="store_true", help="show progress until every article is ready or failed")

    def handle(self, *args: Any, **options: Any) -> None:
        desk = Desk.objects.filter(name=options["desk"]).first()
        user = User.objects.filter(username=options["username"]).first()
        if desk is None or user is None:
            missing = f"desk “{options['desk']}”" if desk is None else f"account “{options['username']}”"
            raise CommandError(f"there is no {missing}; `manage.py demo_desk` makes the usual ones")
        tally, actor = Tally(), Actor(user=user, via="command")
        for folder in options["folders"]:
            if not folder.is_dir():
                raise CommandError(f"{folder} is no folder")
            self.load(folder, desk, actor, tally)
        if tally.new:
            self.stdout.write(f"Uploaded {tally.new} articles.")
        failed = show_progress(self.stdout, tally.articles) if options["wait"] else 0
        if failed or tally.refused:
            raise CommandError(f"{failed} articles failed, {tally.refused} files were refused")

    def load(self, folder: Path, desk: Desk, actor: Actor, tally: Tally) -> None:
        readable = (path for path in folder.iterdir() if path.suffix.lower() in READERS and path.is_file())
        paths = sorted(path for path in readable if path.stem.upper() != "README")  # about the folder, no article
        for start in range(0, len(paths), BATCH):
            documents = list(self.unknown(paths[start : start + BATCH], desk, tally))
            if not documents:
                continue
            for item in submit_batch(desk=desk, actor=actor, documents=documents).items.all():
                if item.outcome == UploadItem.Outcome.REFUSED:
                    tally.refused += 1
                    self.stderr.write(f"refused {item.file_name}: {item.message}")
                elif item.article_id is not None:
                    tally.articles.append(item.article_id)
                    tally.new += item.outcome == UploadItem.Outcome.ACCEPTED

    def unknown(self, paths: Sequence[Path], desk: Desk, tally: Tally) -> Iterator[Document]:
        """The files that this desk was never handed, each followed by its sidecar. Withdrawn articles stay withdrawn."""
        for path in paths:
            content = _read(path)
            known = UploadItem.objects.filter(
                batch__desk=desk, sha256=storage.sha256(content), article__isnull=False
            ).first()
            if known is not None and known.article_id is not None:
                tally.articles.append(known.article_id)
                continue
            yield Document(file_name=path.name, content=content)
            sidecar = path.with_name(path.name + SIDECAR)
            if sidecar.is_file():
                yield Document(file_name=sidecar.name, content=_read(sidecar))


def _read(path: Path) -> bytes:
    """At most one byte more than the intake takes: it refuses the rest anyhow."""
    with open(path, "rb") as file:
        return file.read(settings.MAX_UPLOAD_BYTES + 1)
