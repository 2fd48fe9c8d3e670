// Runs a program of ../FORMAT.md, part 2, on iterator_helpers.mjs.

import * as helpers from "./iterator_helpers.mjs";
import { FormatError } from "./programs.mjs";
import { UserError, num, show } from "./values.mjs";

/** More values than this out of the sources, and the program is refused. */
const MOST_VALUES = 500;

const showEngineError = (error) => {
    if (error instanceof RangeError) return "Trange";
    return /already running/.test(error.message) ? "Trun" : "Ttype";
};

const showValue = (value) => show(value, showEngineError);

function showResult(result) {
    if (Object(result) !== result) throw new TypeError("no object");
    return `< ${showValue(result.value)} ${Number(result.done)}`;
}

// --- Sources ---------------------------------------------------------------

/** The iterator of `src` and of `fsrc`: values base, base + 1, ... */
function plainIterator(run, label, base, errorBase, count, failsAt, returns) {
    let position = 0;
    const iterator = {
        next() {
            run.print(`${label} n`);
            run.count();
            const at = position;
            const ended = count >= 0 && at >= count;
            if (at === failsAt || !ended) position++;
            if (at === failsAt) throw new UserError(700 + errorBase);
            return ended ? { value: undefined, done: true }
                         : { value: base + at, done: false };
        },
        [Symbol.iterator]() {
            return this;
        },
    };

    if (returns !== 0)
        iterator.return = () => {
            run.print(`${label} r`);
            if (returns === 2) throw new UserError(800 + errorBase);
            return returns === 5 ? 5 : { value: undefined, done: false };
        };
    return iterator;
}

function* generator(run, label, base, count) {
    run.print(`${label} s`);
    try {
        for (let i = 0; count < 0 || i < count; i++) {
            run.count();
            yield base + i;
        }
        return 99;
    } finally {
        run.print(`${label} f`);
    }
}

const callNext = (run, slot) => showResult(run.slots[slot].next());
const callReturn = (run, slot) => run.slots[slot].return === undefined
    ? "< -" : showResult(run.slots[slot].return());

// --- Callbacks -------------------------------------------------------------

/** What each callback gives for (value, counter); `words` follow its name. */
const CALLBACKS = {
    inc: () => (v) => num(v) + 1,
    dbl: () => (v) => num(v) * 2,
    idx: () => (v, counter) => counter,
    addi: () => (v, counter) => num(v) + counter,
    id: () => (v) => v,
    zero: () => () => 0,
    t: () => () => true,
    f: () => () => false,
    odd: () => (v) => (num(v) & 1) === 1,
    ev: () => (v) => (num(v) & 1) === 0,
    lt: (run, [k]) => (v) => num(v) < Number(k),
    ci: (run, [k]) => (v, counter) => counter % Number(k) === 0,
    eq: (run, [k]) => (v, counter) => counter === Number(k),
    thr: (run, [k]) => (v, counter) => {
        if (counter === Number(k)) throw new UserError(600 + Number(k));
        return v;
    },
    ren: (run, [slot]) => (v) => {
        run.print(callNext(run, slot));
        return num(v);
    },
    rret: (run, [slot]) => (v) => {
        run.print(callReturn(run, slot));
        return num(v);
    },
    fsrc: (run, [n, ret]) => (v) => plainIterator(
        run, "x", num(v) * 100, num(v), Number(n), -1, Number(ret)),
    ferr: (run, [k, ret]) => (v) => plainIterator(
        run, "x", num(v) * 100, num(v), 3, Number(k), Number(ret)),
    fgen: (run, [n]) => (v) => generator(run, "x", num(v) * 100, Number(n)),
    fnum: () => () => 5,
};

function callback(run, word) {
    const [name, ...words] = word.split(":");

    if (name === "null") return null;
    if (CALLBACKS[name] === undefined) throw new FormatError(`no callback: ${word}`);
    const call = CALLBACKS[name](run, words);
    return (value, counter) => {
        run.print(`f ${showValue(value)} ${counter}`);
        return call(value, counter);
    };
}

function reducer(run, word) {
    const [name, at] = word.split(":");

    if (name === "null") return null;
    return (accumulator, value, counter) => {
        run.print(`f ${showValue(accumulator)} ${showValue(value)} ${counter}`);
        if (name === "thr" && counter === Number(at)) throw new UserError(600 + counter);
        return num(accumulator) + num(value);
    };
}

// --- Operations ------------------------------------------------------------

const LIMITS = { nan: NaN, inf: Infinity, u: undefined, big: 2 ** 53 };
const limit = (word) => word in LIMITS ? LIMITS[word] : Number(word);

/** An input of zip: a slot, or a number, which is no object. */
const input = (run, word) => word in run.slots ? run.slots[word] : Number(word);

function zipPadding(run, word) {
    if (word === "u") return undefined;
    return word in run.slots ? run.slots[word] : word.split(",").map(Number);
}

const KEYS = "abcdefghijklmnopqrstuvwxyz";
const keyed = (values) =>
    Object.fromEntries(values.map((value, i) => [KEYS[i], value]));

/** Operations that fill the slot which is their first word. */
const MAKERS = {
    src: (run, [n, failsAt, returns], slot) => {
        const base = Number(slot.slice(1)) + 1;
        return plainIterator(run, slot, base * 100, base, Number(n), Number(failsAt),
                             Number(returns));
    },
    gen: (run, [n], slot) =>
        generator(run, slot, (Number(slot.slice(1)) + 1) * 100, Number(n)),
    from: (run, [s]) => helpers.from(run.slots[s]),
    map: (run, [s, f]) => helpers.map(run.slots[s], callback(run, f)),
    filter: (run, [s, f]) => helpers.filter(run.slots[s], callback(run, f)),
    flatmap: (run, [s, f]) => helpers.flatMap(run.slots[s], callback(run, f)),
    take: (run, [s, l]) => helpers.take(run.slots[s], limit(l)),
    drop: (run, [s, l]) => helpers.drop(run.slots[s], limit(l)),
    chunks: (run, [s, l]) => helpers.chunks(run.slots[s], limit(l)),
    windows: (run, [s, l, kind]) =>
        helpers.windows(run.slots[s], limit(l), kind === "partial"),
    concat: (run, sources) => helpers.concat(...sources.map((s) => run.slots[s])),
    zip: (run, [mode, pad, ...inputs]) => helpers.zip(
        inputs.map((word) => input(run, word)), mode, zipPadding(run, pad)),
    zipk: (run, [mode, pad, ...inputs]) => helpers.zipKeyed(
        keyed(inputs.map((word) => input(run, word))), mode,
        pad === "u" ? undefined : keyed(pad.split(",").map(Number))),
};

function forOf(run, [slot, end, error]) {
    let position = 0;

    for (const value of run.slots[slot]) {
        run.print(`. ${showValue(value)}`);
        if (position++ !== Number(end)) continue;
        if (error !== undefined) throw new UserError(Number(error.slice(1)));
        break;
    }
}

const reduction = (run, [s, f, initial]) => helpers.reduce(
    run.slots[s], reducer(run, f),
    initial === undefined ? [] : [initial === "u" ? undefined : Number(initial)]);

/** Operations that give the lines to print after them. */
const CONSUMERS = {
    next: (run, [s]) => callNext(run, s),
    ret: (run, [s]) => callReturn(run, s),
    toarray: (run, [s]) => `= ${showValue(helpers.toArray(run.slots[s]))}`,
    foreach: (run, [s, f]) =>
        `= ${showValue(helpers.forEach(run.slots[s], callback(run, f)))}`,
    some: (run, [s, f]) => `= ${helpers.some(run.slots[s], callback(run, f))}`,
    every: (run, [s, f]) => `= ${helpers.every(run.slots[s], callback(run, f))}`,
    find: (run, [s, f]) => `= ${showValue(helpers.find(run.slots[s], callback(run, f)))}`,
    reduce: (run, words) => `= ${showValue(reduction(run, words))}`,
};

/** Runs an operation; false where the program ends with it. */
function operate(run, [name, ...words]) {
    try {
        if (name in MAKERS)
            run.slots[words[0]] = MAKERS[name](run, words.slice(1), words[0]);
        else if (name === "forof")
            forOf(run, words);
        else if (name in CONSUMERS)
            run.print(CONSUMERS[name](run, words));
        else
            throw new FormatError(`no operation: ${name}`);
        return true;
    } catch (thrown) {
        run.print(`! ${showValue(thrown)}`);
        return !(name in MAKERS);
    }
}

/** The trace of a program, as lines. FormatError if it is none, or runs too
 *  long. */
export function traceHelperProgram(programLines) {
    const trace = [];
    let values = 0;
    const run = {
        slots: {},
        print: (line) => trace.push(line),
        count: () => {
            if (++values > MOST_VALUES) throw new FormatError("runs too long");
        },
    };

    for (const line of programLines.slice(1))
        if (!operate(run, line.split(" "))) break;
    return trace;
}
