// The whole flow of the npm package chapa-nodejs, unmodified: only its base URL is ours.
//
// Reads one JSON object on stdin (sandbox, secretKey, callbackUrl) and prints one: for each step
// what the client returned, or the error that it threw.
"use strict";

const { Chapa } = require("chapa-nodejs");

const { sandbox, secretKey, callbackUrl } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const seen = {};

function client(key) {
  const chapa = new Chapa({ secretKey: key });
  // The package has no option for its address; this is where it reads it from.
  chapa.axiosInstance.defaults.baseURL = `${sandbox}/chapa/v1`;
  return chapa;
}

async function step(name, work) {
  try {
    seen[name] = { value: await work() };
  } catch (error) {
    seen[name] = { error: error.name, message: error.message, status: error.status };
  }
}

async function tell(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  const told = { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(`${sandbox}/_sandbox/${path}`, told);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

function wanted(tx_ref, change) {
  return {
    first_name: "Amina",
    last_name: "Bekele",
    email: "amina@gmail.com",
    phone_number: "0912345678",
    currency: "ETB",
    amount: "2500",
    tx_ref,
    callback_url: callbackUrl,
    return_url: "https://shop.example/thanks",
    customization: { title: "Nauli", description: "Order N-1. Two blankets" },
    ...change,
  };
}

async function collect(chapa, tx_ref) {
  await step("initialize", () => chapa.initialize(wanted(tx_ref)));
  await step("initialize again", () => chapa.initialize(wanted(tx_ref)));
  await step("initialize mobile", () => chapa.mobileInitialize(wanted(chapa.genTxRef())));
  const customization = { title: "A title that is too long" };
  await step("long title", () => chapa.initialize(wanted(chapa.genTxRef(), { customization })));
  await step("no money", () => chapa.initialize(wanted(chapa.genTxRef(), { amount: "0" })));
  for (const shape of ["404", "null", "pending"]) {
    await tell("settings", { chapa_unpaid_verify: shape });
    await step(`unpaid ${shape}`, () => chapa.verify({ tx_ref }));
  }
  await tell(`chapa/${tx_ref}/pay`);
  await step("paid", () => chapa.verify({ tx_ref }));
  await step("unknown", () => chapa.verify({ tx_ref: "N-nothing" }));
}

async function fail(chapa, tx_ref) {
  await step("initialize for one who fails", () => chapa.initialize(wanted(tx_ref)));
  await tell(`chapa/${tx_ref}/fail`);
  await step("failed", () => chapa.verify({ tx_ref }));
}

// Asks until it is so. The package cannot ask about a refund, only about its payment.
async function verifiedAs(chapa, tx_ref, status) {
  for (const deadline = Date.now() + 20000; Date.now() < deadline; ) {
    const told = await chapa.verify({ tx_ref });
    if (told.data.status === status) return told;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`not ${status} within 20 s`);
}

async function giveBack(chapa, tx_ref) {
  await step("refund in test mode", () => chapa.refund({ tx_ref, amount: "1000" }));
  await tell("settings", { chapa_test_refunds: true, chapa_refund_seconds: 0.2 });
  const meta = { customer_id: "7", reference: "N-R-1" };
  const reason = "one blanket & a half";
  await step("refund a part", () => chapa.refund({ tx_ref, amount: "1000", reason, meta }));
  await step("refund too much", () => chapa.refund({ tx_ref, amount: "1500.01" }));
  await step("refund nothing", () => chapa.refund({ tx_ref, amount: "0" }));
  await step("refund the rest", () => chapa.refund({ tx_ref }));
  await step("refund of nobody", () => chapa.refund({ tx_ref: "N-nothing" }));
  await step("refunded", () => verifiedAs(chapa, tx_ref, "refunded"));
  await step("refund once more", () => chapa.refund({ tx_ref }));
}

async function main() {
  const chapa = client(secretKey);
  const tx_ref = chapa.genTxRef();
  seen.tx_ref = tx_ref;
  await collect(chapa, tx_ref);
  await fail(chapa, chapa.genTxRef());
  await giveBack(chapa, tx_ref);
  await step("banks", () => chapa.getBanks());
  await step("transactions", () => chapa.getTransactions());
  const stranger = client("not-a-key");
  await step("bad key", () => stranger.initialize(wanted(chapa.genTxRef())));
}

main().then(
  () => process.stdout.write(JSON.stringify(seen)),
  (error) => {
    process.stderr.write(`${error.stack}\n${JSON.stringify(seen)}\n`);
    process.exit(1);
  }
);
