// Programs of async generators (part 3 of ../FORMAT.md): reading one, making
// JavaScript of it, running that on a clock of its own.

import { FormatError } from "./programs.mjs";

const OPENING = new Set(["loop", "forawait", "try"]);
const DIVIDING = new Set(["catch", "finally"]);

/** The JavaScript of one line of a generator. */
function translate(line, depth) {
    const [word, first, second] = line.trim().split(" ");

    switch (word) {
        case "log":
            return `log("log", ${first});`;
        case "yield":
            return `log("sent", yield ${first});`;
        case "await":
            return `await timer(${first}); log("woke", ${second});`;
        case "fail":
            return `await timer(${first}); await Promise.reject(${second});`;
        case "throw":
            return `throw ${first};`;
        case "return":
            return `return ${first};`;
        case "break":
            return "break;";
        case "loop":
            return `for (let i${depth} = 0; i${depth} < ${first}; i${depth}++) {`;
        case "forawait":
            return `for await (const item of g${first}()) { log("item", item);`;
        case "delegate":
            return `log("result", yield* g${first}());`;
        case "try":
            return "try {";
        case "catch":
            return '} catch (error) { log("caught", error);';
        case "finally":
            return "} finally {";
        case "end":
            return "}";
        default:
            throw new FormatError(`unknown: ${line}`);
    }
}

/** Reads a program: the JavaScript of its generators, and its requests. */
function parse(lines) {
    const code = [];
    const requests = [];
    let depth = 0;

    for (const line of lines.slice(1)) {
        const [word, first, second, third] = line.trim().split(" ");
        if (word === "gen") {
            code.push(`${second === "async" ? "async " : ""}function* g${first}() {`);
            depth = 1;
        } else if (word === "request") {
            requests.push({ time: Number(first), method: second, value: Number(third) });
        } else {
            code.push(translate(line, depth));
            depth += OPENING.has(word) ? 1 : word === "end" ? -1 : 0;
            if (DIVIDING.has(word) && depth < 2) throw new FormatError(`stray: ${line}`);
        }
    }
    return { source: code.join("\n"), requests };
}

/** Time that passes only when all that can go on has. */
class Clock {
    now = 0;
    timers = [];

    after(time, fn) {
        this.timers.push({ time: this.now + time, fn });
        this.timers.sort((a, b) => a.time - b.time);
    }

    async run() {
        for (;;) {
            await new Promise((resolve) => setImmediate(resolve));
            const timer = this.timers.shift();
            if (timer === undefined) return;
            if (timer.time === this.timers[0]?.time)
                throw new FormatError(`two timers at ${timer.time}`);
            this.now = timer.time;
            timer.fn();
        }
    }
}

const text = (value) => (value === undefined ? 0 : value);

/** The trace: what the bodies did, then what became of each request. */
export async function traceAsyncProgram(lines) {
    const { source, requests } = parse(lines);
    const clock = new Clock();
    const events = [];
    const answers = requests.map((_, i) => `r ${i} none`);
    const log = (what, value) => events.push(`b ${clock.now} ${what} ${text(value)}`);
    const timer = (time) => new Promise((resolve) => clock.after(time, resolve));
    const generator = new Function("log", "timer", `${source}\nreturn g0();`)(log, timer);

    requests.forEach(({ time, method, value }, i) => {
        const answer = (what, value) => {
            answers[i] = `r ${i} ${clock.now} ${what} ${text(value)}`;
        };
        clock.after(time, () =>
            generator[method](value).then(
                (result) => answer(result.done ? "done" : "value", result.value),
                (error) => answer("error", error),
            ),
        );
    });
    await clock.run();
    return [...events, ...answers];
}

export function sourceOfAsyncProgram(lines) {
    return parse(lines).source;
}
