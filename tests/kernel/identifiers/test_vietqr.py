import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuamo.kernel.identifiers import InvalidIdentifier
from cuamo.kernel.identifiers.vietqr import crc16, decode, encode

DYNAMIC = (
    "00020101021238570010A00000072701270006970432011312345678901230208QRIBFTTA5303704540515000"
    "5802VN62280824PAY H2616 261123 000012363044A5F"
)
STATIC = "00020101021138570010A00000072701270006970436011300110012345670208QRIBFTTA53037045802VN6304E8DB"
NAPAS = "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F"


def sealed(body):
    """The payload with a right checksum, whatever else is wrong."""
    body += "6304"
    return body + f"{crc16(body.encode()):04X}"


def test_the_checksum_is_ccitt_false():
    assert crc16(b"123456789") == 0x29B1


def test_a_dynamic_code_is_written_to_the_letter():
    written = encode(
        bin="970432", account="1234567890123", amount_vnd=15000, purpose="PAY H2616 261123 0000123"
    )
    assert written == DYNAMIC


@pytest.mark.parametrize(
    ("bin", "account", "payload"), [("970436", "0011001234567", STATIC), ("970403", "0011012345678", NAPAS)]
)
def test_static_codes_are_written_to_the_letter(bin, account, payload):
    assert encode(bin=bin, account=account) == payload
    assert (decode(payload).bin, decode(payload).account, decode(payload).amount_vnd) == (bin, account, None)


def test_a_dynamic_code_is_read():
    qr = decode(f" {DYNAMIC}\r\n")
    assert (qr.bin, qr.account, qr.amount_vnd) == ("970432", "1234567890123", 15000)
    assert (qr.purpose, qr.dynamic, qr.to_card) == ("PAY H2616 261123 0000123", True, False)


purposes = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=25)


@given(
    bin=st.from_regex(r"[0-9]{6}", fullmatch=True).filter(str.isascii),
    account=st.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True),
    amount=st.none() | st.integers(1, 10**13 - 1),
    purpose=purposes,
    bill=purposes,
)
def test_what_is_written_is_read_back(bin, account, amount, purpose, bill):
    payload = encode(bin=bin, account=account, amount_vnd=amount, purpose=purpose, bill=bill)
    qr = decode(payload)
    assert (qr.bin, qr.account, qr.amount_vnd, qr.purpose, qr.bill) == (bin, account, amount, purpose, bill)


@given(place=st.integers(0, len(DYNAMIC) - 1), char=st.characters())
def test_one_changed_character_is_noticed(place, char):
    changed = DYNAMIC[:place] + char + DYNAMIC[place + 1 :]
    if changed == DYNAMIC or changed.strip() == DYNAMIC:
        return
    with pytest.raises(InvalidIdentifier):
        decode(changed)


@given(st.text())
def test_no_text_breaks_the_reader(text):
    with pytest.raises(InvalidIdentifier):
        decode(text)


@pytest.mark.parametrize("length", range(len(DYNAMIC)))
def test_a_code_cut_off_anywhere_is_refused(length):
    with pytest.raises(InvalidIdentifier):
        decode(DYNAMIC[:length])


MERCHANT = "38570010A00000072701270006970432011312345678901230208QRIBFTTA"


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        (DYNAMIC[:-1] + "E", "63"),
        (DYNAMIC[:-4] + "4a5f", "63"),
        (DYNAMIC + "5902VN", "63"),
        (sealed("010212" + "000201" + MERCHANT + "53037045802VN"), "00"),
        (sealed("000202" + "010212" + MERCHANT + "53037045802VN"), "00"),
        (sealed("000201" + "010213" + MERCHANT + "53037045802VN"), "01"),
        (sealed("000201" + "010212" + "53037045802VN"), "38"),
        (sealed("000201" + "010212" + MERCHANT.replace("727", "728") + "53037045802VN"), "38.00"),
        (sealed("000201" + "010212" + MERCHANT.replace("TTA", "TTX") + "53037045802VN"), "38.02"),
        (sealed("000201" + "010212" + MERCHANT.replace("970432", "97043X") + "53037045802VN"), "38.01.00"),
        (sealed("000201" + "010212" + MERCHANT.replace("0113", "0199") + "53037045802VN"), "38.01.01"),
        (sealed("000201" + "010212" + MERCHANT + "53038405802VN"), "53"),
        (sealed("000201" + "010212" + MERCHANT + "53037045802SG"), "58"),
        (sealed("000201" + "010212" + MERCHANT + "53037045802VN5802VN"), "58"),
        (sealed("000201" + "010212" + MERCHANT + "5303704" + "54010" + "5802VN"), "54"),
        (sealed("000201" + "010212" + MERCHANT + "5303704" + "540415.5" + "5802VN"), "54"),
        (sealed("000201" + "010212" + MERCHANT + "5303704" + "5400" + "5802VN"), "54"),
        ("00020x", "00"),
    ],
)
def test_the_broken_field_is_named(payload, where):
    with pytest.raises(InvalidIdentifier) as refused:
        decode(payload)
    assert refused.value.where == where


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ({"bin": "97043"}, "bin"),
        ({"bin": "٩٧٠٤٣٢"}, "bin"),
        ({"account": ""}, "account"),
        ({"account": "1" * 20}, "account"),
        ({"account": "12 34"}, "account"),
        ({"amount_vnd": 0}, "amount"),
        ({"amount_vnd": -5}, "amount"),
        ({"amount_vnd": 10**13}, "amount"),
        ({"purpose": "x" * 26}, "purpose"),
        ({"purpose": "Nộp phí"}, "purpose"),
        ({"purpose": "a\nb"}, "purpose"),
        ({"bill": "x" * 26}, "bill"),
        ({"to_card": True}, "account"),
    ],
)
def test_parts_that_fit_no_code_are_refused(parts, where):
    with pytest.raises(InvalidIdentifier) as refused:
        encode(**{"bin": "970432", "account": "1234567890123", **parts})
    assert refused.value.where == where
