"""`Speaker` on eSpeak NG; with opusenc the sound is small enough for a slow phone."""

import shutil
import struct
import subprocess

import structlog

from cuamo.documents.errors import NoSpeech
from cuamo.documents.types import Sound

log = structlog.get_logger(__name__)
VOICES = {"vi": "vi", "en": "en"}
"""Northern Vietnamese, as spoken in Hanoi."""
WORDS_A_MINUTE = "145"
"""Slower than the program's own 175: older people follow it."""
_PAUSE_BETWEEN_WORDS = "2"
_BITS = "24"
"""Kilobits a second of the compressed sound (ux §7)."""
_SECONDS = 20.0


class EspeakSpeaker:
    """Speaks with the program at `program`; compresses with the one at `encoder` when there is one."""

    def __init__(self, program: str, encoder: str = "") -> None:
        self.program, self.encoder = program, encoder

    @property
    def name(self) -> str:
        return f"espeak-ng-{WORDS_A_MINUTE}-{'opus' if self.encoder else 'wav'}"

    def speaks(self, language: str) -> bool:
        return language in VOICES

    def say(self, text: str, language: str) -> Sound:
        words = [
            "-v",
            VOICES[language],
            "-s",
            WORDS_A_MINUTE,
            "-g",
            _PAUSE_BETWEEN_WORDS,
            "--stdin",
            "--stdout",
        ]
        spoken = _run([self.program, *words], text.encode())
        if not self.encoder:
            return Sound(_with_true_length(spoken), "audio/wav")
        small = _run([self.encoder, "--quiet", "--speech", "--bitrate", _BITS, "-", "-"], spoken)
        return Sound(small, "audio/ogg")


class NoSpeaker:
    """Stands in where no speech program is installed: no page offers to read aloud."""

    name = "none"

    def speaks(self, language: str) -> bool:
        return False

    def say(self, text: str, language: str) -> Sound:
        raise NoSpeech


def speaker_of_this_machine(program: str) -> EspeakSpeaker | NoSpeaker:
    """Return the speaker of the machine, the stand-in when `program` is not installed or switched off."""
    path = shutil.which(program) if program else None
    return EspeakSpeaker(path, shutil.which("opusenc") or "") if path else NoSpeaker()


def _with_true_length(wave: bytes) -> bytes:
    """Return the WAV with the sizes its head cannot know while it is written to a pipe."""
    start = wave.find(b"data", 0, 200)
    if not wave.startswith(b"RIFF") or start < 0:
        return wave
    head = wave[:4] + struct.pack("<I", len(wave) - 8) + wave[8 : start + 4]
    return head + struct.pack("<I", len(wave) - start - 8) + wave[start + 8 :]


def _run(command: list[str], data: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - a program of ours, the text goes in by stdin
            command, input=data, capture_output=True, check=True, timeout=_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("speech_failed", program=command[0], reason=type(error).__name__)
        raise NoSpeech from error
    if not done.stdout:
        raise NoSpeech
    return done.stdout
