"""The web edge: an address in, a Response out.

    Request -> client (robots, limiter, guard at connect, bounded body) -> Response -> archive
    Response | error -> health.judge -> Health
    a recorded morning stands in for the network as replay.Replay
"""

from leadscan.web.archive import Archive
from leadscan.web.client import Client
from leadscan.web.health import judge
from leadscan.web.replay import Replay, recorded_days, transport
from leadscan.web.request import Purpose, Request, Transport

__all__ = ["Archive", "Client", "Purpose", "Replay", "Request", "Transport", "judge", "recorded_days", "transport"]
