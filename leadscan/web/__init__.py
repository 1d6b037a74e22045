"""The web edge: an address in, a Response out.

    Request -> client (robots, limiter, guard at connect, bounded body) -> Response -> archive
    Response | error -> health.judge -> Health
    a recorded morning stands in for the network as replay.Replay
"""

from leadscan.web.archive import Archive
from leadscan.web.client import Client
from leadscan.web.health import judge
from leadscan.web.replay import Replay, recorded_days, transport
from leadscan.web.request import Purpose, Request, Transport, of_source
from leadscan.web.rhythm import address, is_due, moved_for_good

__all__ = ["Archive", "Client", "Purpose", "Replay", "Request", "Transport", "address", "is_due", "judge", "moved_for_good", "of_source", "recorded_days", "transport"]
