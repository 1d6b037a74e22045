"""Prefect flows over leadscan.pipeline: names, retries, schedules; no judgement.

    runtime    Prefect as leadscan needs it, set before Prefect is imported
    coat       stages' steps as task runs, with their logs and progress
    logs       what the log of a run leaves out
    deployed   the flows
    shown      artifacts: what the UI shows of a run
    blocks     settings whose secrets lie in Prefect blocks
    failed     the mail when a run fails or has died
    serving    `leadscan serve`: prefect.yaml's deployments, a server, the automation for dead runs
    morning    the door `python -m flows.morning`; sample: the bundled days
"""
