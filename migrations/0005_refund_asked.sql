-- Orders whose refund an operator asked for and whose grant is not taken back yet, so that the sweep finds them should
-- their alarm be lost: until then such an order looks as completed as any other.

CREATE TABLE refund_asked (
  order_no TEXT PRIMARY KEY
) STRICT;
