// How the npm package chapa-nodejs, unmodified, judges webhooks.
//
// Reads one JSON object on stdin (webhookSecret; heard: a list of {body, signature}) and prints a
// list: for each, what it says of the raw body and of what JSON.parse makes of it.
"use strict";

const { Chapa } = require("chapa-nodejs");

const { webhookSecret, heard } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const chapa = new Chapa({ secretKey: "CHASECK_TEST-never-sent", webhookSecret });
const judged = heard.map(({ body, signature }) => ({
  raw: chapa.verifyWebhook(body, signature),
  parsed: chapa.verifyWebhook(JSON.parse(body), signature),
}));
process.stdout.write(JSON.stringify(judged));
