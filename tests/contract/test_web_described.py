"""The API keeps to its own description, whatever is asked of it: schemathesis over /openapi.json."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from testimonia.web.openapi import description
from testimonia.web.users import Users, beside
from tests.browsing import served
from tests.serving import ledger, with_users

ENDLESS = "/events"
OPERATIONS = [
    (method.upper(), path)
    for path, operations in description(False)["paths"].items()
    for method in operations
    if path != ENDLESS
]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, dict[str, str]]]:
    path = with_users(ledger(tmp_path_factory.mktemp("described")))
    headers = {"Authorization": f"Bearer {Users(beside(path)).token('rob')}"}
    with served(path) as address:
        yield schemathesis.openapi.from_url(f"{address}/openapi.json"), headers


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_api_keeps_its_word(described: tuple[Any, dict[str, str]], method: str, path: str) -> None:
    schema, headers = described
    # No schema can say which judgement of this very ledger makes sense: one that is well formed may be refused.
    left_out = [positive_data_acceptance] if method == "POST" and path == "/judgements" else []

    @settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.generate), database=None,
              derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=schema[path][method].as_strategy())
    def keeps(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=left_out)

    keeps()
