"""Mask personal data once more, on the server: e-mail, card and phone numbers, accounts, ids.

The tracker masks in the page, see `recorder/tracker/src/patterns.ts`; this is for what came another
way: an old tracker, a prototype's own script, a click made before the masks were loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, unquote_plus

import msgspec

from recorder.wire import mended

MASK = "***"
_GAP = "[ \u00a0().-]"
_EMAIL = re.compile(r"[\w.+-]{1,64}(?:@|%40)(?!\d+x\.)(?:[\w-]{1,63}\.)+[^\W\d_]{2,}")
_CARD = re.compile(r"\b(?:\d{4}[ \u00a0-]){3}\d{1,4}\b|\b\d{4}[ \u00a0-]\d{6}[ \u00a0-]\d{4,5}\b")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z\d]{1,4}){3,8}\b", re.IGNORECASE)
_CODICE_FISCALE = re.compile(
    r"\b[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]\b", re.IGNORECASE
)
_NUMBER = re.compile(rf"\+?\(?\d(?:{_GAP}{{0,2}}\d){{6,}}(?:x\b)?", re.IGNORECASE | re.ASCII)
_DATE = re.compile(r"\d{4}[-. ]\d{2}[-. ]\d{2}\b|\d{1,2}[-.]\d{1,2}[-.]\d{4}\b")
_NIK = re.compile(
    r"[1-9]\d{5}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{6}", re.ASCII
)
# Numbers of the wire stand behind `":`, `[` or `,`; those in texts hardly ever do.
_HINT = re.compile(
    rb'@|%40|(?<!":)(?<!":-)(?<![\d.,\[-])\d(?:(?:[ ().-]|\xc2\xa0){0,2}\d){6,}'
    rb"|[A-Za-z]\d\d[A-Za-z]\d|[A-Za-z]{2}\d\d[ -]?\d{4}"
)
# What a build tool puts behind a file's name: a version, a size, a hash.
_TECHNICAL = re.compile(
    r"(?:v?\d{1,4}(?:\.\d{1,4}){0,3}|(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{6,40}|true|false)?"
)
# What a person wrote or might have written; all else is names, times and places.
_TEXTS = {"message", "title", "label", "url", "source", "referrer", "note", "href", "value"}
_SHEETS = {"style", "script"}
_SHOWN = {"alt", "placeholder", "content", "textContent"}


def redacted(text: bytes) -> bytes:
    """Return a batch with what looks like personal data masked; the same bytes if there is none.

    Parameters
    ----------
    text
        A batch of either stream, JSON, valid.
    """
    if _HINT.search(text) is None:
        return text
    batch = msgspec.json.decode(mended(text))
    return msgspec.json.encode(batch) if _clean(batch) else text


def mask_patterns(text: str) -> str:
    """Return a text with everything masked that has the form of personal data."""
    masked = _mask_emails(text)
    masked = _CODICE_FISCALE.sub(MASK, masked)
    masked = _IBAN.sub(lambda found: _mask_account(found[0]), masked)
    masked = _CARD.sub(
        lambda found: MASK if _has_luhn_digit(_digits(found[0])) else found[0], masked
    )
    return _NUMBER.sub(lambda found: MASK if _is_personal(found[0]) else found[0], masked)


def names_someone(url: str) -> bool:
    """Say whether an asset's address holds something that has the form of personal data.

    Of numbers in the path none counts: files are called so.
    """
    path, _, asked = url.partition("?")
    path, asked = unquote(path), unquote_plus(asked)
    return _mask_emails(path) != path or mask_patterns(asked) != asked


def is_technical(url: str) -> bool:
    """Say whether nothing in an asset's address can be what somebody typed.

    Only the page knows what was typed: the rest is for the tracker to upload, or not.
    """
    asked = url.partition("?")[2]
    values = [pair.rpartition("=")[2] for pair in asked.split("&")]
    return not names_someone(url) and all(_TECHNICAL.fullmatch(unquote(it)) for it in values)


def _clean(batch: Any) -> bool:
    """Mask a batch in place; say whether anything was. Not by recursion: pages are nested deep."""
    is_changed = False
    waiting: list[tuple[Any, str]] = [(batch, "")]
    while waiting:
        value, name = waiting.pop()
        if type(value) is dict:
            if value.get("tagName") in _SHEETS:  # a style sheet's text is no person's
                continue
            # The data of a page's own event are texts, whatever they are called.
            inside = name if name == "data" else ""
            items = [(key, item, inside or _place(key, value)) for key, item in value.items()]
        else:
            items = [(index, item, name) for index, item in enumerate(value)]
        for key, item, place in items:
            if type(item) is str:
                clean = _cleaner(place)(item)
                is_changed |= clean != item
                value[key] = clean
            elif type(item) in (dict, list):
                waiting.append((item, place))
    return is_changed


def _place(key: str, inside: dict[str, Any]) -> str:
    """Name a text by what it is: rrweb calls what stands in a field "text", too."""
    if key == "data" and inside.get("type") != "custom":
        return "recording"  # a whole page, whose drawings are full of numbers
    return "value" if key == "text" and "isChecked" in inside else key


def _cleaner(name: str) -> Callable[[str], str]:
    if name in _TEXTS or name in _SHOWN or name == "data" or name.startswith(("aria-", "data-")):
        return mask_patterns
    return _mask_emails if name not in {"_cssText", "rr_dataURL", "src", "style"} else str


def _mask_emails(text: str) -> str:
    return _EMAIL.sub(MASK, text) if "@" in text or "%40" in text else text


def _digits(found: str) -> str:
    return re.sub(r"[^\dxX]", "", found)


def _mask_account(found: str) -> str:
    """Mask the longest beginning that is an account; a short word may follow without a sign."""
    for end in range(len(found), 14, -1):
        account, rest = found[:end], found[end:]
        is_whole = account[-1].isalnum() and not rest[:1].isalnum()
        if is_whole and _has_account_digits(account):
            return MASK + rest
    return found


def _has_account_digits(account: str) -> bool:
    """Check ISO 7064, MOD 97-10, over the account with its first four signs behind."""
    plain = re.sub(r"[^A-Za-z0-9]", "", account)
    if len(plain) < 15:
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def _is_personal(found: str) -> bool:
    digits = _digits(found)
    if 12 < len(digits) < 20 and digits.isdigit() and _has_luhn_digit(digits):
        return True
    if (len(digits) == 18 and _has_chinese_digit(digits)) or _NIK.fullmatch(digits):
        return True
    if _DATE.match(found):
        return False
    # A phone number (and a US social security number) is written with a + or 0 in front or in
    # groups; ITU-T E.164 allows 15 digits.
    return len(digits) < 16 and (found[0] in "+(0" or len(found) > len(digits) + 1)


def _has_luhn_digit(digits: str) -> bool:
    """Check the last digit of a card, ISO/IEC 7812-1."""
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _has_chinese_digit(digits: str) -> bool:
    """Check the last digit of a Chinese resident id, GB 11643 (ISO 7064, MOD 11-2)."""
    rest = 0
    for digit in digits[:17]:
        rest = (rest + int(digit)) * 2 % 11
    return (rest + (10 if digits[17] in "xX" else int(digits[17]))) % 11 == 1
