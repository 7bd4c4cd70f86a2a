-- What the lists of people and of clients are read by.

-- Those at work, on the bench and so on, in the order they are listed.
create index developer_status_idx on sereno.developer (status, developer_id);

-- What stops something now and nobody lets be.
create index finding_stops_idx on sereno.finding (due_on, finding_id)
where state in ('open', 'acknowledged') and severity in ('block_payment', 'block_placement');

create index role_client_idx on sereno.role (client_id);
