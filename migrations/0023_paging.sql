-- Lists of the console go on after a row: each is read in its order by an index.
CREATE INDEX invoice_by_month ON invoice (period DESC, created_at DESC, id);
CREATE INDEX fapiao_by_time ON fapiao_request (created_at, id);
