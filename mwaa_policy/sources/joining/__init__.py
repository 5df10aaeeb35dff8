"""Joins what several sources say of one network: a template beside a live account, a plan beside both."""

from mwaa_policy.sources.joining.assumed import AssumedEnvironment, assume
from mwaa_policy.sources.joining.join import join

__all__ = ["AssumedEnvironment", "assume", "join"]
