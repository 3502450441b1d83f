// What a synchronising service does with imapflow: logs in, lists, appends, searches, fetches, flags, idles, moves, resumes with QRESYNC, deletes.
import { ImapFlow } from 'imapflow';
import { setTimeout as pause } from 'node:timers/promises';

const options = {
    host: process.env.HOST,
    port: Number(process.env.IMAPS),
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: process.env.ANN, pass: process.env.PASSWORD },
    logger: false,
};
const folder = 'Imapflow/Grüße & mehr';
let steps = 0;

async function step(name, work) {
    steps++;
    try {
        await work();
        console.log(`PASS ${name}`);
    } catch (error) {
        console.log(`FAIL ${name}`);
        console.error(name, error);
    }
}

function expect(condition, what) {
    if (!condition) throw new Error(what);
}

async function eventually(condition, what) {
    for (let i = 0; i < 100; i++) {
        if (await condition()) return;
        await pause(100);
    }
    throw new Error(what);
}

const message = (n, text) =>
    `From: Änn <ann@example.net>\r\nTo: ${process.env.ANN}\r\nSubject: imapflow ${n}\r\n` +
    `Message-ID: <imapflow-${n}@interop.example.net>\r\nDate: Mon, 07 Feb 2022 21:52:25 -0800\r\nMIME-Version: 1.0\r\n` +
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n` +
    `--b\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n`;

const client = new ImapFlow({ ...options, qresync: true });
const other = new ImapFlow(options);
const events = [];
client.on('exists', (event) => events.push(['exists', event.count]));
client.on('expunge', (event) => events.push(['expunge', event.uid ?? event.seq]));
client.on('flags', (event) => events.push(['flags', event.seq]));

await step('connects, logs in, enables what it knows', async () => {
    await client.connect();
    await other.connect();
    expect(client.authenticated, 'not logged in');
});
await step('makes a mailbox with letters of all kinds', async () => {
    const made = await client.mailboxCreate(folder);
    expect(made.created, 'not created');
    const names = (await client.list({ statusQuery: { messages: true, uidNext: true } })).map((box) => box.path);
    expect(names.includes(folder), `not listed: ${names}`);
});
await step('lists special mailboxes', async () => {
    const uses = (await client.list()).map((box) => box.specialUse).filter(Boolean);
    for (const use of ['\\Sent', '\\Drafts', '\\Trash', '\\Junk', '\\Archive']) expect(uses.includes(use), `${use} is missing`);
});
const uids = [];
await step('appends', async () => {
    for (let n = 0; n < 20; n++) {
        const flags = n % 2 ? ['\\Seen', '$Forwarded'] : [];
        const answer = await client.append(folder, message(n, `Grüße aus Zürich ${n}`), flags, new Date('2022-02-07T21:52:25Z'));
        uids.push(answer.uid);
    }
    expect(new Set(uids).size === 20 && uids.every(Boolean), `UIDs ${uids}`);
});
let resume;
await step('selects, fetches, downloads', async () => {
    const lock = await client.getMailboxLock(folder);
    try {
        expect(client.mailbox.exists === 20, `${client.mailbox.exists} messages`);
        const all = await client.fetchAll('1:*', { envelope: true, bodyStructure: true, flags: true, size: true, internalDate: true, uid: true });
        expect(all.length === 20, `${all.length} fetched`);
        expect(all[3].envelope.from[0].name === 'Änn', `name ${all[3].envelope.from[0].name}`);
        expect(all[3].bodyStructure.childNodes.length === 2, 'parts');
        expect(all[3].flags.has('$Forwarded'), 'keyword');
        const { content } = await client.download(String(uids[3]), '1', { uid: true });
        let text = '';
        for await (const chunk of content) text += chunk;
        expect(text.startsWith('Grüße aus Zürich 3'), text);
        const source = await client.fetchOne(String(uids[5]), { source: true }, { uid: true });
        expect(source.source.toString() === message(5, 'Grüße aus Zürich 5'), 'source differs');
    } finally {
        lock.release();
    }
});
await step('searches', async () => {
    const lock = await client.getMailboxLock(folder);
    try {
        const seen = await client.search({ seen: true }, { uid: true });
        expect(seen.length === 10, `${seen.length} seen`);
        const one = await client.search({ body: 'Zürich 17' }, { uid: true });
        expect(one.length === 1 && one[0] === uids[17], `found ${one}`);
        const header = await client.search({ header: { 'Message-ID': '<imapflow-4@interop.example.net>' } }, { uid: true });
        expect(header.length === 1 && header[0] === uids[4], `found ${header}`);
        const either = await client.search({ or: [{ subject: 'imapflow 2' }, { uid: String(uids[0]) }] }, { uid: true });
        expect(either.includes(uids[0]) && either.includes(uids[2]), `found ${either}`);
    } finally {
        lock.release();
    }
});
await step('hears of another client while idling', async () => {
    const lock = await client.getMailboxLock(folder);
    lock.release();
    const idling = client.idle();
    await pause(300);
    events.length = 0;
    await other.append(folder, message(20, 'new'));
    await eventually(() => events.some(([kind, n]) => kind === 'exists' && n === 21), `events ${JSON.stringify(events)}`);
    const theirs = await other.getMailboxLock(folder);
    try {
        await other.messageFlagsAdd(String(uids[0]), ['\\Flagged'], { uid: true });
        await eventually(() => events.some(([kind]) => kind === 'flags'), `events ${JSON.stringify(events)}`);
        await other.messageDelete(String(uids[1]), { uid: true });
        await eventually(() => events.some(([kind]) => kind === 'expunge'), `events ${JSON.stringify(events)}`);
    } finally {
        theirs.release();
    }
    await client.noop();
    await idling;
});
await step('flags, copies, moves', async () => {
    const lock = await client.getMailboxLock(folder);
    try {
        await client.messageFlagsAdd({ uid: `${uids[4]}:${uids[6]}` }, ['\\Answered', 'Wichtig'], { uid: true });
        const flagged = await client.fetchOne(String(uids[5]), { flags: true }, { uid: true });
        expect(flagged.flags.has('\\Answered') && flagged.flags.has('Wichtig'), [...flagged.flags]);
        const copied = await client.messageCopy(`${uids[4]}:${uids[6]}`, 'Archive', { uid: true });
        expect(copied.uidMap.size === 3, 'COPYUID');
        const moved = await client.messageMove(String(uids[7]), 'Trash', { uid: true });
        expect(moved.uidMap.size === 1, 'COPYUID of MOVE');
        resume = { modseq: client.mailbox.highestModseq, validity: client.mailbox.uidValidity };
    } finally {
        lock.release();
    }
});
await step('asks what changed since it was here', async () => {
    const theirs = await other.getMailboxLock(folder);
    try {
        await other.messageFlagsAdd(String(uids[9]), ['\\Flagged'], { uid: true });
        await other.messageDelete(String(uids[10]), { uid: true });
    } finally {
        theirs.release();
    }
    const again = new ImapFlow({ ...options, qresync: true });
    const vanished = [];
    again.on('expunge', (event) => vanished.push(event.uid));
    await again.connect();
    const lock = await again.getMailboxLock(folder);
    try {
        expect(again.mailbox.uidValidity === resume.validity, 'UIDVALIDITY changed');
        const changed = await again.fetchAll('1:*', { flags: true, uid: true }, { uid: true, changedSince: resume.modseq });
        expect(changed.length === 1 && changed[0].uid === uids[9], `changed ${changed.map((each) => each.uid)}`);
    } finally {
        lock.release();
        await again.logout();
    }
    if (again.enabled.has('QRESYNC')) expect(vanished.includes(uids[10]), `vanished ${vanished}`);
});
await step('tells the quota', async () => {
    const quota = await client.getQuota();
    expect(quota !== undefined, 'no answer');
});
await step('renames and deletes the mailbox', async () => {
    await client.mailboxClose();
    await other.mailboxClose();
    await client.mailboxRename(folder, 'Imapflow/neu');
    await client.mailboxDelete('Imapflow/neu');
    const names = (await client.list()).map((box) => box.path);
    expect(!names.includes(folder) && !names.includes('Imapflow/neu'), `listed: ${names}`);
});
await step('logs out', async () => {
    await client.logout();
    await other.logout();
});
console.log(`${steps} steps`);
