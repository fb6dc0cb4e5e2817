"""The bytes of a PNG or JPEG in, a form of the file out that draws it, once for all places where it is shown."""

from __future__ import annotations

import hashlib
import struct
import warnings
from io import BytesIO

from PIL import Image, ImageMath
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFError
from reportlab.pdfbase.pdfutils import readJPEGInfo
from reportlab.pdfgen.canvas import Canvas

_FORMATS = ("PNG", "JPEG")
_KINDS_OF_JPEG = ("JPEG", "MPO")  # some cameras put a second picture behind the first
# Decoded bytes: a page scanned at 600 dpi in colour. A small file may claim thousands of millions.
_LARGEST = 120_000_000


def form_of(data: bytes, canvas: Canvas) -> str | None:
    """The name of the form that draws a picture as a square of 1 by 1, put into the file if it is not there.

    None for what is damaged, too large, or no PNG or JPEG.
    """
    name = f"I{hashlib.sha256(data).hexdigest()[:32]}"
    if not canvas.hasForm(name):
        picture = _read(data)
        if picture is None:
            return None
        canvas.beginForm(name, 0, 0, 1, 1)
        canvas.drawImage(picture, 0, 0, 1, 1, mask="auto")
        canvas.endForm()
    return name


class _Jpeg(ImageReader):  # type: ignore[misc]  # reportlab has no types
    """A JPEG that goes into the file as it is. reportlab would decode it first, only to name it after its pixels."""

    _dataA = None  # noqa: N815 - reportlab's name of a mask

    def getRGBData(self) -> bytes:  # noqa: N802 - reportlab's name
        data: bytes = self.fp.getvalue()
        return data

    def jpeg_fh(self) -> BytesIO:
        return BytesIO(self.fp.getvalue())


def _read(data: bytes) -> ImageReader | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # oddities of a file that can be read
            image = Image.open(BytesIO(data), formats=_FORMATS)
            if image.format in _KINDS_OF_JPEG and _may_stay(data):
                return _Jpeg(BytesIO(data))
            bands = len("RGB") if image.mode == "P" else len(image.getbands())
            if image.width * image.height * bands > _LARGEST:
                return None
            return ImageReader(_simplified(image))
    except Exception:  # noqa: BLE001 - whatever a damaged picture makes a decoder stumble over
        return None


def _may_stay(data: bytes) -> bool:
    """Whether reportlab finds its way through the headers of a JPEG; it would draw a picture of its own otherwise."""
    try:
        readJPEGInfo(BytesIO(data))
    except (PDFError, struct.error):
        return False
    return True


def _simplified(image: Image.Image) -> Image.Image:
    """The image in samples of eight bits: grey, colours or inks, with transparency if it has any."""
    clear = image.info.get("transparency")
    if image.mode.startswith("I"):  # greys of sixteen bits
        wide = image.convert("I")
        grey = wide.point(lambda sample: sample / 256).convert("L")
        if clear is not None:
            opaque = ImageMath.lambda_eval(lambda bands: (bands["wide"] != clear) * 255, wide=wide)
            grey.putalpha(opaque.convert("L"))
        return grey
    if isinstance(clear, tuple) and max(clear) > 0xFF:  # of colours of sixteen bits Pillow keeps eight, but not of this
        image.info["transparency"] = tuple(sample >> 8 for sample in clear)
    if image.mode == "CMYK":
        return image.convert("CMYK")
    plain = "L" if image.mode in {"1", "L", "LA"} else "RGB"
    is_clear = image.mode in {"LA", "RGBA"} or clear is not None
    return image.convert(plain + "A" * is_clear)
