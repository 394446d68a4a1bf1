"""Validates an RO-Crate with roc-validator, without a network, and prints the issues of each profile and severity as JSON.

The two JSON-LD contexts that the crate names come from files: requests for them are answered from there, and any
other request is an error.

usage: validate_crate.py CRATE RO_CRATE_CONTEXT WORKFLOW_RUN_CONTEXT PROFILE...
"""

import json
import os
import sys

import requests
from rocrate_validator import services
from rocrate_validator.models import Severity, ValidationSettings
crate, ro_crate, workflow_run = sys.argv[1:4]
CONTEXTS = {
    "https://w3id.org/ro/crate/1.1/context": ro_crate,
    "https://w3id.org/ro/terms/workflow-run/context": workflow_run,
}


def answer(self, method, url, **options):
    response = requests.Response()
    response.url = url
    if url not in CONTEXTS:
        raise requests.ConnectionError(f"no network here: {url}")
    response.status_code = 200
    response.headers["Content-Type"] = "application/ld+json"
    with open(CONTEXTS[url], "rb") as file:
        response._content = file.read()
    return response


requests.Session.request = answer


counts = {}
for profile in sys.argv[4:]:
    settings = ValidationSettings(
        rocrate_uri=crate,
        profile_identifier=profile,
        requirement_severity=Severity.RECOMMENDED,
        enable_profile_inheritance=True,
        no_cache=True,
    )
    result = services.validate(settings)
    issues = [
        {
            "severity": issue.severity.name,
            "message": issue.message,
            "entity": str(getattr(issue, "violatingEntity", "")),
            "check": issue.check.identifier,
        }
        for issue in result.get_issues(Severity.RECOMMENDED)
    ]
    counts[profile] = issues
print(json.dumps(counts), flush=True)
# The validator would report its warnings on standard output as it ends.
os._exit(0)
