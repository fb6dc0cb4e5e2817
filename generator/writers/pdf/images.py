"""PNG and JPEG pictures in, image objects of a PDF and their names out (ISO 32000-1, 8.9)."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from generator.writers.pdf import jpeg, png
from generator.writers.pdf.encoded_image import EncodedImage, NotAnImageError
from generator.writers.pdf.objects import PdfObjects


class UsedImages:
    """The images of one file, each written once however often it is drawn."""

    def __init__(self, objects: PdfObjects) -> None:
        self._objects = objects
        self._names: dict[bytes, str | None] = {}
        self._written: dict[str, str] = {}

    def of(self, data: bytes) -> str | None:
        """The name of an image among the resources; None if it cannot be drawn."""
        digest = sha256(data).digest()
        if digest not in self._names:
            self._names[digest] = self._add(data)
        return self._names[digest]

    def resources(self) -> str:
        """The dictionary that names them."""
        return f"<< {' '.join(f'/{name} {written}' for name, written in self._written.items())} >>"

    def _add(self, data: bytes) -> str | None:
        try:
            image = _encoded(data)
        except NotAnImageError:
            return None
        name = f"I{len(self._written) + 1}"
        self._written[name] = self._write(image)
        return name

    def _write(self, image: EncodedImage) -> str:
        entries = {"Width": str(image.width), "Height": str(image.height), **image.entries}
        if image.mask is not None:
            entries["SMask"] = self._write(image.mask)
        listed = " ".join(f"/{key} {value}" for key, value in entries.items())
        return self._objects.add_stream(image.data, f"/Type /XObject /Subtype /Image {listed}")


@lru_cache(maxsize=32)
def _encoded(data: bytes) -> EncodedImage:
    if data.startswith(png.SIGNATURE):
        return png.encoded_png(data)
    if data.startswith(jpeg.SIGNATURE):
        return jpeg.encoded_jpeg(data)
    raise NotAnImageError
