"""Checks a signed statement with libraries that share nothing with Limen, and prints what they say as JSON.

usage: verify_statement.py ENVELOPE PUBLIC_KEY
"""

import base64
import copy
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

envelope_file, key_file = sys.argv[1:3]
with open(envelope_file, encoding="utf8") as file:
    text = json.load(file)
with open(key_file, "rb") as file:
    key = load_pem_public_key(file.read())

# from_dict takes the members out of what it is given.
envelope = Envelope.from_dict(copy.deepcopy(text))
keyid = text["signatures"][0]["keyid"]


def by_securesystemslib():
    try:
        accepted = envelope.verify([SSlibKey.from_crypto(key, keyid=keyid)], threshold=1)
        return sorted(accepted)
    except VerificationError as error:
        return str(error)


def by_cryptography():
    payload = base64.b64decode(text["payload"])
    kind = text["payloadType"].encode()
    signed = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    try:
        key.verify(base64.b64decode(text["signatures"][0]["sig"]), signed)
        return True
    except InvalidSignature:
        return False


print(
    json.dumps(
        {
            "securesystemslib": by_securesystemslib(),
            "cryptography": by_cryptography(),
            "sameBytes": envelope.pae().hex(),
            "statement": json.loads(base64.b64decode(text["payload"])),
        }
    )
)
