-- Subscriptions: they belong to the whole database, and connect to nowhere.
create subscription sub_{here} connection 'dbname=nowhere' publication feed with (connect = false, slot_name = none);
-- extra subscription more_{here}
create subscription more_{here} connection 'dbname=nowhere' publication feed with (connect = false, slot_name = none);
-- missing subscription sub_{here}
drop subscription sub_{here};
-- changed enabled of subscription sub_{here}
update pg_subscription set subenabled = true where subname = 'sub_{here}';
-- changed publications of subscription sub_{here}
alter subscription sub_{here} set publication other with (refresh = false);
-- changed slot of subscription sub_{here}
alter subscription sub_{here} set (slot_name = 'kept');
-- changed synchronous_commit of subscription sub_{here}
alter subscription sub_{here} set (synchronous_commit = 'remote_apply');
-- changed binary of subscription sub_{here}
alter subscription sub_{here} set (binary = true);
-- changed streaming of subscription sub_{here}
alter subscription sub_{here} set (streaming = on);
-- changed two_phase of subscription sub_{here}
update pg_subscription set subtwophasestate = 'p' where subname = 'sub_{here}';
-- changed disable_on_error of subscription sub_{here}
alter subscription sub_{here} set (disable_on_error = true);
-- changed origin of subscription sub_{here}
alter subscription sub_{here} set (origin = none);
-- changed password_required of subscription sub_{here}
alter subscription sub_{here} set (password_required = false);
-- changed run_as_owner of subscription sub_{here}
alter subscription sub_{here} set (run_as_owner = true);
-- changed failover of subscription sub_{here}
update pg_subscription set subfailover = true where subname = 'sub_{here}';
-- changed owner of subscription sub_{here}
update pg_subscription set subowner = 'pg_monitor'::regrole where subname = 'sub_{here}';
-- read as
create subscription taken_{here} connection 'dbname=nowhere password=hidden' publication b, a
    with (connect = false, slot_name = 'kept', binary = true, streaming = on, disable_on_error = true,
        synchronous_commit = 'remote_apply');
/*
[[subscriptions]]
subscription = "taken_{here}"
enabled = false
publications = "a, b"
slot = "kept"
synchronous_commit = "remote_apply"
binary = true
streaming = "on"
two_phase = false
disable_on_error = true
origin = "any"
password_required = true
run_as_owner = false
failover = false
*/
