package dev.atoll.rollout;

/**
 * Devices of a model by state; only selected devices count.
 *
 * @param selected by the model's selector
 * @param updated reachable or not, proved the wanted revision
 * @param healthy reachable and serving what they were given
 * @param failed reported a failure of what they were given
 * @param lost fell silent, or did not finish in time, after the change began
 * @param unreachable silent, and not changed
 * @param deferred may not change now, and should
 * @param incompatible the wanted revision cannot run there
 */
public record FleetCounts(
    int selected,
    int updated,
    int healthy,
    int failed,
    int lost,
    int unreachable,
    int deferred,
    int incompatible) {}
