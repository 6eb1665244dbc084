"""The tables of the book, as steps: a new book takes all of them, an older one those it lacks.

A step that was handed on is never changed. The version of a book is how many it has taken.
"""

from __future__ import annotations

_FIRST = """
CREATE TABLE charges (
    reference TEXT PRIMARY KEY,        -- X-Reference-Id
    external_id TEXT NOT NULL,
    amount TEXT NOT NULL,              -- as the vendor echoes it: "12.5"
    currency TEXT NOT NULL,
    payer_type TEXT NOT NULL,
    payer TEXT NOT NULL,
    payer_message TEXT NOT NULL,
    payee_note TEXT NOT NULL,
    target TEXT NOT NULL,
    callback_url TEXT,
    status TEXT NOT NULL CHECK (status IN ('CREATED', 'PENDING', 'SUCCESSFUL', 'FAILED')),
    reason TEXT NOT NULL DEFAULT '',
    transaction_id TEXT NOT NULL DEFAULT '',
    prompted INTEGER NOT NULL,         -- a person is asked on a handset
    created_at REAL NOT NULL,
    decided_at REAL,
    due_at REAL,                       -- when next_status comes by itself; null once decided
    next_status TEXT NOT NULL,
    next_reason TEXT NOT NULL
);
CREATE INDEX charges_due ON charges (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX charges_external_id ON charges (external_id);

-- Apart from the charges, because a reference may be asked for before it is taken, or never be.
CREATE TABLE asks (
    reference TEXT PRIMARY KEY,
    posts INTEGER NOT NULL DEFAULT 0,
    looks INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE handsets (msisdn TEXT PRIMARY KEY);

-- The digest of a token, never the token.
CREATE TABLE tokens (digest TEXT PRIMARY KEY, product TEXT NOT NULL, expires_at REAL NOT NULL);

CREATE TABLE messages (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    text TEXT NOT NULL,
    sender TEXT NOT NULL,
    code INTEGER NOT NULL,
    created_at REAL NOT NULL
);
CREATE TABLE numbers (
    number TEXT PRIMARY KEY,
    code INTEGER,
    times INTEGER,                     -- how often `code` is answered; null: always
    answered INTEGER NOT NULL DEFAULT 0,
    receipts TEXT,                     -- JSON list of statuses; null: the usual ones
    copies INTEGER NOT NULL DEFAULT 1,
    delay_ms INTEGER,
    failure_reason TEXT
);
CREATE TABLE mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,          -- JSON list: the envelope, not the header
    raw BLOB NOT NULL,
    created_at REAL NOT NULL
);

-- What the sandbox itself sends: callbacks, events, receipts. AUTOINCREMENT, so that an attempt
-- that ends after a reset never finds another delivery under its old number.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    point TEXT NOT NULL CHECK (point IN ('momo.callback', 'momo.event', 'sms.receipt')),
    subject TEXT NOT NULL,             -- X-Reference-Id or message id
    method TEXT NOT NULL,
    url TEXT,                          -- null: the one given at the start, which may be secret
    body TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('waiting', 'delivered', 'given_up', 'dropped', 'not_sent')),
    note TEXT NOT NULL DEFAULT '',
    in_flight INTEGER NOT NULL DEFAULT 0,
    created_at REAL NOT NULL,
    due_at REAL NOT NULL
);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'waiting' AND in_flight = 0;
CREATE INDEX deliveries_subject ON deliveries (subject);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    at REAL NOT NULL,
    status INTEGER,
    answer TEXT NOT NULL,
    error TEXT NOT NULL
);
CREATE INDEX attempts_delivery ON attempts (delivery);

CREATE TABLE faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    point TEXT NOT NULL,
    do TEXT NOT NULL,
    status INTEGER NOT NULL,
    seconds REAL NOT NULL,
    copies INTEGER NOT NULL,
    times INTEGER,
    match TEXT NOT NULL,               -- JSON object
    fired INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

_SECOND = """
-- Transfers and refunds stand beside the requests to pay: one reference is one of the three.
ALTER TABLE charges ADD COLUMN kind TEXT NOT NULL DEFAULT 'requesttopay'
    CHECK (kind IN ('requesttopay', 'transfer', 'refund'));
-- The reference of the request to pay that a refund gives back.
ALTER TABLE charges ADD COLUMN refunds TEXT NOT NULL DEFAULT '';
CREATE INDEX charges_refunds ON charges (refunds) WHERE kind = 'refund';
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL,
    message TEXT NOT NULL,
    at REAL NOT NULL
);

-- Digests here as well: neither a subscription key nor an API key is kept.
CREATE TABLE subscriptions (
    digest TEXT PRIMARY KEY,
    product TEXT                       -- null until its first token says which one
);
CREATE TABLE api_users (
    id TEXT PRIMARY KEY,
    subscription TEXT NOT NULL REFERENCES subscriptions (digest) ON DELETE CASCADE,
    callback_host TEXT NOT NULL,
    key_digest TEXT NOT NULL DEFAULT ''
);
ALTER TABLE tokens ADD COLUMN api_user TEXT NOT NULL DEFAULT '';

-- What was scripted before this step is lifted: a script is for one test.
DROP TABLE faults;
CREATE TABLE faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    point TEXT NOT NULL,
    script TEXT NOT NULL,              -- JSON object
    times INTEGER,                     -- null: always
    met INTEGER NOT NULL DEFAULT 0,    -- how often it could have struck
    fired INTEGER NOT NULL DEFAULT 0
);
"""

_THIRD = """
CREATE TABLE chapa_checkouts (
    tx_ref TEXT PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,        -- the last part of the link
    reference TEXT NOT NULL UNIQUE,    -- Chapa's own
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    amount TEXT NOT NULL,              -- "2500.00"
    charge TEXT NOT NULL,              -- Chapa's fee
    currency TEXT NOT NULL,
    first_name TEXT,
    last_name TEXT,
    email TEXT,
    phone_number TEXT,
    callback_url TEXT,
    return_url TEXT,
    title TEXT,
    description TEXT,
    logo TEXT,
    meta TEXT,                         -- JSON
    status TEXT NOT NULL CHECK (status IN
        ('pending', 'success', 'failed', 'cancelled', 'refunded', 'reversed')),
    method TEXT,                       -- of the last attempt
    mobile TEXT,                       -- likewise, "2519..."
    failures INTEGER NOT NULL DEFAULT 0,
    created_at REAL NOT NULL,
    updated_at REAL NOT NULL,
    paid_at REAL,
    expires_at REAL NOT NULL,          -- of the link
    due_at REAL                        -- when it pays by itself; null: it does not
);
CREATE INDEX chapa_checkouts_due ON chapa_checkouts (due_at) WHERE due_at IS NOT NULL;

-- Apart from the checkouts, as with MoMo: a tx_ref may be asked for before it is taken.
CREATE TABLE chapa_asks (
    tx_ref TEXT PRIMARY KEY,
    posts INTEGER NOT NULL DEFAULT 0,
    looks INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE chapa_refunds (
    ref_id TEXT PRIMARY KEY,
    tx_ref TEXT NOT NULL REFERENCES chapa_checkouts (tx_ref),
    merchant_reference TEXT UNIQUE,
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    meta TEXT,                         -- JSON
    status TEXT NOT NULL CHECK (status IN ('initiated', 'processing', 'refunded', 'reversed')),
    created_at REAL NOT NULL,
    updated_at REAL NOT NULL,
    due_at REAL                        -- when its next step comes by itself; null once ended
);
CREATE INDEX chapa_refunds_due ON chapa_refunds (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX chapa_refunds_tx_ref ON chapa_refunds (tx_ref);

-- A delivery may come from any point; which there are, the code knows. SQLite cannot lift a CHECK,
-- and what refers to a table has to leave before it.
CREATE TABLE kept_deliveries AS SELECT * FROM deliveries;
CREATE TABLE kept_attempts AS SELECT * FROM attempts;
DROP TABLE attempts;
DROP TABLE deliveries;
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    point TEXT NOT NULL,
    subject TEXT NOT NULL,             -- X-Reference-Id, message id, or tx_ref
    method TEXT NOT NULL,
    url TEXT,                          -- null: the one given at the start, which may be secret
    body TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('waiting', 'delivered', 'given_up', 'dropped', 'not_sent')),
    note TEXT NOT NULL DEFAULT '',
    in_flight INTEGER NOT NULL DEFAULT 0,
    created_at REAL NOT NULL,
    due_at REAL NOT NULL
);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'waiting' AND in_flight = 0;
CREATE INDEX deliveries_subject ON deliveries (subject);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    at REAL NOT NULL,
    status INTEGER,
    answer TEXT NOT NULL,
    error TEXT NOT NULL
);
CREATE INDEX attempts_delivery ON attempts (delivery);
INSERT INTO deliveries SELECT * FROM kept_deliveries;
INSERT INTO attempts SELECT * FROM kept_attempts;
DROP TABLE kept_attempts;
DROP TABLE kept_deliveries;
"""

_FOURTH = """
-- What a person looks at: since when a handset waits, and the headers that were really sent.
ALTER TABLE handsets ADD COLUMN marked_at REAL NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN headers TEXT NOT NULL DEFAULT '{}'
"""

STEPS = (_FIRST, _SECOND, _THIRD, _FOURTH)
