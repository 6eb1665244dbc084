// The whole flow of the npm package mtn-momo, unmodified: only `baseUrl` is ours.
//
// Reads one JSON object on stdin (baseUrl, collectionKey, disbursementKey, callbackUrl) and prints
// one: for each step what the client returned, or which error of its own it threw.
"use strict";

const momo = require("mtn-momo");

const told = JSON.parse(require("fs").readFileSync(0, "utf8"));
const { baseUrl, collectionKey, disbursementKey, callbackUrl } = told;
const callbackHost = new URL(callbackUrl).hostname;
const library = momo.create({ callbackHost, baseUrl });
const seen = {};

async function step(name, work) {
  try {
    seen[name] = { value: await work() };
  } catch (error) {
    seen[name] = {
      error: error.name,
      message: error.message,
      transaction: error.transaction || null,
    };
  }
  return seen[name].value;
}

// Asks until it is decided, as the package's own example does.
async function decided(api, reference) {
  const statuses = [];
  for (const deadline = Date.now() + 20000; Date.now() < deadline; ) {
    const transaction = await api.getTransaction(reference);
    if (statuses[statuses.length - 1] !== transaction.status) statuses.push(transaction.status);
    if (transaction.status === momo.Status.SUCCESSFUL) return { statuses, transaction };
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error("not decided within 20 s");
}

async function provision(name, primaryKey) {
  const users = library.Users({ primaryKey });
  const userId = await step(`${name} user`, () => users.create(callbackHost));
  const credentials = await step(`${name} key`, () => users.login(userId));
  return { primaryKey, userId, userSecret: credentials.apiKey };
}

function payment(partyId, change) {
  const payer = { partyIdType: momo.PayerType.MSISDN, partyId };
  const notes = { payerMessage: "Two blankets", payeeNote: "thanks" };
  return { amount: "12.50", currency: "EUR", externalId: "N-1", payer, ...notes, ...change };
}

function payout(partyId, change) {
  const { payer, ...rest } = payment(partyId, change);
  return { ...rest, payee: payer };
}

async function collect(account) {
  const collections = library.Collections(account);
  await step("balance", () => collections.getBalance());
  await step("active", () => collections.isPayerActive("46733123999"));
  await step("inactive", () => collections.isPayerActive("46733123451"));
  const paid = await step("pay", () =>
    collections.requestToPay(payment("46733123999", { callbackUrl }))
  );
  await step("paid", () => decided(collections, paid));
  const delayed = await step("pay late", () => collections.requestToPay(payment("46733123454")));
  await step("paid late", () => decided(collections, delayed));
  for (let last = 450; last <= 463; last += 1) {
    if (last === 453 || last === 454) continue;
    const doomed = await collections.requestToPay(payment(`46733123${last}`));
    await step(`payer ${last}`, () => decided(collections, doomed));
  }
  await step("wrong currency", () =>
    collections.requestToPay(payment("46733123999", { currency: "UGX" }))
  );
  await step("foreign callback", () =>
    collections.requestToPay(
      payment("46733123999", { callbackUrl: "http://elsewhere.example/callback" })
    )
  );
  await step("unknown", () => collections.getTransaction("11111111-1111-4111-8111-111111111111"));
  await step("balance after", () => collections.getBalance());
}

async function disburse(account) {
  const disbursements = library.Disbursements(account);
  await step("disbursement balance", () => disbursements.getBalance());
  await step("payee active", () => disbursements.isPayerActive("46733123999"));
  const referenceId = "22222222-2222-4222-8222-222222222222";
  await step("transfer", () =>
    disbursements.transfer(payout("46733123999", { referenceId, callbackUrl }))
  );
  await step("transfer again", () =>
    disbursements.transfer(payout("46733123999", { referenceId }))
  );
  await step("transferred", () => decided(disbursements, referenceId));
  for (const last of [450, 455, 456, 457]) {
    const doomed = await disbursements.transfer(payout(`46733123${last}`));
    await step(`payee ${last}`, () => decided(disbursements, doomed));
  }
  await step("disbursement balance after", () => disbursements.getBalance());
}

async function main() {
  const collector = await provision("collection", collectionKey);
  await collect(collector);
  await disburse(await provision("disbursement", disbursementKey));
  // A user of the one product gets the other's token, and is turned away after that.
  const stranger = library.Disbursements({ ...collector, primaryKey: disbursementKey });
  await step("wrong product", () => stranger.getBalance());
  const older = library.Collections(collector);
  await step("old key", () => older.getBalance());
  const second = await library.Users({ primaryKey: collectionKey }).login(collector.userId);
  await step("token of the old key", () => older.getBalance());
  await step("key replaced", () => library.Collections(collector).getBalance());
  const newer = library.Collections({ ...collector, userSecret: second.apiKey });
  await step("new key", () => newer.getBalance());
  const bare = library.Collections({ ...collector, primaryKey: "not-a-subscription-key" });
  await step("bad subscription", () => bare.getBalance());
}

main().then(
  () => process.stdout.write(JSON.stringify(seen)),
  (error) => {
    process.stderr.write(`${error.stack}\n${JSON.stringify(seen)}\n`);
    process.exit(1);
  }
);
