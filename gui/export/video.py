"""A film as MP4, by an encoder that is not part of this program.

`ffmpeg`, if the user has installed it, makes H.264, which plays everywhere; it is another program,
so its licence stays its own. Otherwise OpenCV (the optional extra `video`) makes MPEG-4 Part 2.
Neither is brought along: the encoders that PyAV and imageio-ffmpeg ship are under the GPL.
"""

import errno
import importlib.util
import os
import shutil
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from core.engine import Array
from core.messages import StudioError

RATES = (24, 30, 60)
_PATIENCE = 30.0  # s
_SHORT = 1.0  # s; for what takes milliseconds unless it hangs
_NO_SPACE = 1_000_000  # bytes; with as little left, it is the disk
_H264 = {  # by encoder: what makes text and thin lines crisp
    "libx264": ["-preset", "medium", "-crf", "18"],
    "h264_videotoolbox": ["-b:v", "12M"],
    "h264_mf": ["-b:v", "12M"],
    "libopenh264": ["-b:v", "12M"],
    "mpeg4": ["-q:v", "2"],
}


class Encoder(Protocol):
    """Takes frames (height, width, 3) of uint8, one after the other, and writes `path`. Whoever
    uses it removes what an `abort` has left."""

    path: Path

    def add(self, frame: Array) -> None: ...
    def finish(self) -> None: ...
    def abort(self) -> None: ...
    def interrupt(self) -> None: ...  # from another thread: whatever it waits for ends


def available() -> bool:
    """Is there anything that can make an MP4?"""
    return shutil.which("ffmpeg") is not None or importlib.util.find_spec("cv2") is not None


def video_encoder(path: Path, size: tuple[int, int], rate: float) -> Encoder:
    """The best encoder that there is, for frames of (width, height), both even.

    Raises:
        StudioError: there is none; it says how to get one.
    """
    program = shutil.which("ffmpeg")
    codec = _codec(program) if program else None
    if program and codec:
        return FfmpegEncoder(program, codec, path, size, rate)
    if importlib.util.find_spec("cv2") is not None:
        return OpenCvEncoder(path, size, rate)
    raise StudioError("export.error.no_video")


@cache
def _codec(program: str) -> str | None:
    """The first encoder of our list that this ffmpeg has."""
    try:
        answer = subprocess.run(
            [program, "-hide_banner", "-encoders"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=5 * _SHORT,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    known = {line.split()[1] for line in answer.stdout.splitlines() if len(line.split()) > 1}
    return next((codec for codec in _H264 if codec in known), None)


class FfmpegEncoder:
    """Feeds raw frames to the ffmpeg program of the user."""

    def __init__(
        self, program: str, codec: str, path: Path, size: tuple[int, int], rate: float
    ) -> None:
        width, height = size
        source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(rate)]
        target = ["-an", "-c:v", codec, *_H264[codec], "-pix_fmt", "yuv420p"]
        target += ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
        target += ["-vf", "scale=out_color_matrix=bt709:out_range=tv", "-movflags", "+faststart"]
        self.path = path
        self._process = subprocess.Popen(
            [program, "-loglevel", "error", "-y", *source, "-i", "-", *target, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def add(self, frame: Array) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(np.ascontiguousarray(frame).data)
        except OSError:  # it has ended: its own words say why
            self.finish()

    def finish(self) -> None:
        try:
            _, said = self._process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self.abort()
            raise StudioError("export.error.encoder", reason="ffmpeg") from None
        if self._process.returncode != 0:
            lines = said.decode(errors="replace").strip().splitlines()
            raise _failure(self.path, lines[-1] if lines else "ffmpeg")

    def abort(self) -> None:
        self._process.kill()
        with suppress(subprocess.TimeoutExpired, ValueError):
            self._process.communicate(timeout=_SHORT)

    def interrupt(self) -> None:
        self._process.kill()


class OpenCvEncoder:
    """The optional extra `video`."""

    def __init__(self, path: Path, size: tuple[int, int], rate: float) -> None:
        self.path = path
        self._cv2 = _opencv()
        self._count = 0
        self._interrupted = False
        fourcc: int = self._cv2.VideoWriter.fourcc(*"mp4v")
        self._writer: Any = self._cv2.VideoWriter(str(path), fourcc, rate, size)
        if not self._writer.isOpened():
            raise _failure(path, "OpenCV")

    def add(self, frame: Array) -> None:
        self._writer.write(np.ascontiguousarray(frame[..., ::-1]))  # it wants blue first
        self._count += 1

    def finish(self) -> None:
        """Writing tells of no error, not even of a full disk: only reading shows what is there."""
        self._writer.release()
        found = self._found()
        if found == self._count or self._interrupted:
            return
        raise _failure(self.path, f"OpenCV, {found}/{self._count}")

    def _found(self) -> int:
        """How many frames can be read back."""
        reader, found = self._cv2.VideoCapture(str(self.path)), 0
        try:
            while not self._interrupted and reader.grab():
                found += 1
        finally:
            reader.release()
        return found

    def abort(self) -> None:
        self._writer.release()

    def interrupt(self) -> None:
        self._interrupted = True


def _failure(path: Path, reason: str) -> Exception:
    """What an encoder that gave up has to say; where the disk is full, that it is."""
    if shutil.disk_usage(path.parent).free < _NO_SPACE:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return StudioError("export.error.encoder", reason=reason)


def _opencv() -> Any:
    """The library; silent, since it and its FFmpeg complain of each frame on the terminal."""
    os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    import cv2

    return cv2
