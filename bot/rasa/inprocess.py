"""Runs our actions inside the dialogue process.

Rasa knows custom actions only behind HTTP. ``InProcessActions`` is an endpoint
that hands the same JSON to the same rasa-sdk executor without a server. It is
used when ``endpoints.yml`` names no ``action_endpoint``, also by ``rasa run``
and ``rasa shell``.
"""

from __future__ import annotations

import functools
import json
from typing import Any

import jsonschema
import rasa.core.actions.action
import rasa.core.utils
from rasa.core.actions.action import RemoteAction
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.events import Event
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException


class InProcessActions(EndpointConfig):
    """An action endpoint without a network. ``package`` holds the actions."""

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url=f"inprocess://{package}", enable_selective_domain=True)
        self._package = package

    @functools.cached_property
    def _executor(self) -> ActionExecutor:
        executor = ActionExecutor()
        executor.register_package(self._package)
        return executor

    async def request(self, *_: Any, **kwargs: Any) -> Any:
        """Run the action that the call names, with the errors a server would give.

        Raises:
            ClientResponseError: 400 for a rejected, 404 for an unknown action.
        """
        call = kwargs["json"]
        try:
            return await self._executor.run(call)
        except ActionExecutionRejection as error:
            body = json.dumps({"action_name": error.action_name, "error": error.message})
            raise ClientResponseError(400, "rejected", body) from error
        except ActionNotFoundException as error:
            raise ClientResponseError(404, "not found", str(error)) from error


@functools.cache
def _validator() -> jsonschema.protocols.Validator:
    schema = RemoteAction.action_response_format_spec()
    return jsonschema.validators.validator_for(schema)(schema)


class LeanRemoteAction(RemoteAction):
    """Rasa's remote action with its answer's schema compiled once instead of on each call.

    Rebuilding the validator costs 20 to 30 ms a turn, checking 3 ms.
    """

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        # What came over a network is checked; what our own executor made is not.
        if not isinstance(self.action_endpoint, InProcessActions):
            _validator().validate(result)
        return True


def with_actions(endpoints: AvailableEndpoints) -> AvailableEndpoints:
    """Add the in-process actions where no action server is named."""
    if endpoints.action is None:
        endpoints.action = InProcessActions()
    return endpoints


def install() -> None:
    """Make Rasa use the above, also where it reads ``endpoints.yml`` by itself."""
    read = AvailableEndpoints.read_endpoints.__func__

    @classmethod  # type: ignore[misc]
    def read_endpoints(cls: type[AvailableEndpoints], endpoint_file: str) -> AvailableEndpoints:
        return with_actions(read(cls, endpoint_file))

    AvailableEndpoints.read_endpoints = read_endpoints
    # Looked up for every event of every tracker, by walking all classes each time.
    Event.resolve_by_type = staticmethod(functools.cache(Event.resolve_by_type))
    rasa.core.actions.action.RemoteAction = LeanRemoteAction
