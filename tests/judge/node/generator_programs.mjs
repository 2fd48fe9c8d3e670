// Runs a program of ../FORMAT.md, part 1, as JavaScript: each generator becomes
// a function* and each statement the statement of the language that it stands
// for, so that the engine decides what happens.

import { FormatError } from "./programs.mjs";
import { UserError, isEngineError, num, show } from "./values.mjs";

const MODULUS = 1000003;

/** More statements than this in a run, and the program is refused. */
export const MOST_STATEMENTS = 4000;

// --- The lines as a tree ---------------------------------------------------

const PART_ENDS = new Set(["end", "else", "catch", "finally", "E"]);
const WITH_BLOCKS = new Set(["loop", "forof", "ifodd", "ifiter", "try"]);

class Lines {
    constructor(lines) {
        this.lines = lines;
        this.at = 0;
    }
    next() {
        if (this.at === this.lines.length) throw new FormatError("program ends early");
        return this.lines[this.at++].split(" ");
    }
    get done() {
        return this.at === this.lines.length;
    }
}

/** The statements up to a line that ends a block, and that line. */
function readBlock(lines) {
    const block = [];

    for (;;) {
        const words = lines.next();
        if (PART_ENDS.has(words[0])) return { block, end: words };
        block.push(WITH_BLOCKS.has(words[0]) ? readCompound(lines, words) : { words });
    }
}

function readCompound(lines, words) {
    const parts = {};
    let name = "body";

    for (;;) {
        const { block, end } = readBlock(lines);
        parts[name] = block;
        if (end[0] === "end") return { words, parts };
        name = end[0];
        if (name === "catch") parts.caught = end[1];
    }
}

function readProgram(programLines) {
    const lines = new Lines(programLines.slice(1));
    const program = { generators: {}, functions: {}, customs: {}, driver: [] };

    while (!lines.done) {
        const [part, index, ...numbers] = lines.next();
        if (part === "I") program.customs[index] = numbers.map(Number);
        else if (part === "G") program.generators[index] = readBlock(lines).block;
        else if (part === "S") program.functions[index] = readBlock(lines).block;
        else if (part === "D") program.driver = readBlock(lines).block;
        else throw new FormatError(`no part of a program: ${part}`);
    }
    return program;
}

// --- The tree as JavaScript ------------------------------------------------

function operand(word) {
    if (word === "u") return "undefined";
    if (/^r[0-3]$/.test(word)) return word;
    if (/^e\d+$/.test(word)) return `error(${word.slice(1)})`;
    if (/^-?\d+$/.test(word)) return `(${word})`;
    throw new FormatError(`no operand: ${word}`);
}

function iterable(what, argument) {
    const index = what.slice(1);

    if (what[0] === "g") return `g${index}(${operand(argument)})`;
    return what[0] === "h" ? `slotAsIterable(${index})` : `customIterator(${index})`;
}

const into = (to) => (to === "_" ? "" : `${to} = `);
const slot = (word) => word.slice(1);

/** One frame of a program while it is translated. `leave(value)` is the
 *  statement that leaves it; `loops` are the labels around, innermost last. */
class Frame {
    constructor(program, names, leave) {
        this.program = program;
        this.names = names;
        this.leave = leave;
        this.loops = [];
    }

    fresh(prefix) {
        return `${prefix}${this.names.count++}`;
    }

    /** The frame's registers, its block, and its cleanups last. */
    body(block) {
        const cleanups = this.fresh("cleanups");
        this.cleanups = cleanups;
        return `const ${cleanups} = [];
            try { ${this.block(block)} } finally { runCleanups(${cleanups}); }`;
    }

    block(block) {
        return block.map((statement) => this.statement(statement)).join("\n");
    }

    statement(statement) {
        const translate = STATEMENTS[statement.words[0]];
        if (translate === undefined)
            throw new FormatError(`no statement: ${statement.words.join(" ")}`);
        return `count();\n${translate(this, statement.words.slice(1), statement.parts)}`;
    }

    /** A loop whose head is given; the round it is in is a variable of its own. */
    loop(head, first, body) {
        const label = this.fresh("loop");
        this.loops.push(label);
        const inside = this.block(body);
        this.loops.pop();
        return `{ let round${label} = -1;
            ${label}: ${head} { round${label}++; ${first}\n${inside} } }`;
    }

    around(depth) {
        const label = this.loops[this.loops.length - 1 - depth];
        if (label === undefined) throw new FormatError(`no loop ${depth} levels out`);
        return label;
    }

    /** The nested function as a labelled block with registers of its own. */
    call(to, name, argument) {
        const label = this.fresh("call");
        const given = `given${label}`;
        const result = `result${label}`;
        const frame = new Frame(
            this.program, this.names,
            (value) => `{ ${result} = ${value}; break ${label}; }`);
        const body = frame.body(this.program.functions[slot(name)] ?? []);

        return `{ const ${given} = ${operand(argument)}; let ${result};
            ${label}: { let r0 = ${given}, r1, r2, r3; ${body} }
            ${into(to)}${result}; }`;
    }
}

const STATEMENTS = {
    log: (frame, [x]) => `print(": " + show(${operand(x)}));`,
    set: (frame, [to, x]) => `${into(to)}${operand(x)};`,
    add: (frame, [to, x, y]) => `${into(to)}sum([${operand(x)}, ${operand(y)}]);`,
    yield: (frame, [to, x]) => `${into(to)}yield ${operand(x)};`,
    deleg: (frame, [to, what, x]) => `${into(to)}yield* ${iterable(what, x)};`,
    throw: (frame, [x]) => `throw ${operand(x)};`,
    ret: (frame, [x]) => frame.leave(operand(x)),
    break: (frame, [depth]) => `break ${frame.around(Number(depth))};`,
    cont: (frame, [depth]) => `continue ${frame.around(Number(depth))};`,
    loop: (frame, [times], { body }) => {
        const turn = frame.fresh("turn");
        return frame.loop(
            `for (let ${turn} = 0; ${turn} < ${Number(times)}; ${turn}++)`, "", body);
    },
    forof: (frame, [to, what, x], { body }) => {
        const value = frame.fresh("value");
        return frame.loop(
            `for (const ${value} of ${iterable(what, x)})`,
            `${into(to)}${value};`, body);
    },
    ifodd: (frame, [x], parts) =>
        `if (num(${operand(x)}) & 1) { ${frame.block(parts.body)} }
            else { ${frame.block(parts.else ?? [])} }`,
    ifiter: (frame, [round], parts) =>
        `if (round${frame.around(0)} === ${Number(round)}) {
            ${frame.block(parts.body)} } else { ${frame.block(parts.else ?? [])} }`,
    try: (frame, words, parts) => {
        const thrown = frame.fresh("thrown");
        const handler = parts.catch === undefined ? "" :
            `catch (${thrown}) { ${into(parts.caught)}${thrown};
                ${frame.block(parts.catch)} }`;
        const last = parts.finally === undefined ? "" :
            `finally { ${frame.block(parts.finally)} }`;
        return `try { ${frame.block(parts.body)} } ${handler} ${last}`;
    },
    destr: (frame, [to, n, what, x]) => {
        const elements = Array.from({ length: Number(n) }, () => frame.fresh("element"));
        const list = elements.join(", ");
        return `{ const [${list}] = ${iterable(what, x)}; ${into(to)}sum([${list}]); }`;
    },
    spread: (frame, [to, what, x]) => `${into(to)}sum([...${iterable(what, x)}]);`,
    call: (frame, [to, name, x]) => frame.call(to, name, x),
    defer: (frame, [x]) => `deferPrint(${frame.cleanups}, ${operand(x)});`,
    dpoke: (frame, [h]) => `deferPoke(${frame.cleanups}, ${slot(h)});`,
    mk: (frame, [h, g, x]) => `slots[${slot(h)}] ??= ${iterable(g, x)};`,
    hnext: (frame, [to, h, x]) => `${into(to)}resume(${slot(h)}, "next", ${operand(x)});`,
    hret: (frame, [to, h, x]) => `${into(to)}resume(${slot(h)}, "return", ${operand(x)});`,
    hthrow: (frame, [to, h, x]) => `${into(to)}resume(${slot(h)}, "throw", ${operand(x)});`,
    hclose: (frame, [h]) => `slots[${slot(h)}]?.return(undefined);`,
};

function translateGenerator(program, names, index, block) {
    const frame = new Frame(program, names, (value) => `return ${value};`);
    return `function* g${index}(r0) { let r1, r2, r3; ${frame.body(block)} }`;
}

/** Each top-level statement of the driver on its own. A `ret` there has nowhere
 *  to go, so the format has none. */
function translateDriver(program, names) {
    const frame = new Frame(program, names, () => {
        throw new FormatError("ret in the driver");
    });
    const statements = program.driver.map((statement) => ({
        words: ["top"], parts: { statement },
    }));
    return `{ let r0, r1, r2, r3; ${frame.body(statements)} }`;
}

STATEMENTS.top = (frame, words, { statement }) =>
    `try { ${frame.statement(statement)} } catch (thrown) { print("! " + show(thrown)); }`;

/** The program as the text of a JavaScript function's body, to be read too. */
export function translate(programLines) {
    const program = readProgram(programLines);
    const names = { count: 0 };
    const generators = Object.entries(program.generators).map(([index, block]) =>
        translateGenerator(program, names, index, block));

    return `"use strict";\n${[...generators, translateDriver(program, names)].join("\n")}\n`;
}

// --- What the translated program calls -------------------------------------

/** What V8 says of the errors that a program can meet. */
const V8_ERRORS = [
    [/already running/, "Trun"],
    [/does not provide a 'throw' method/, "Tnothrow"],
    [/is not an object/, "Tobj"],
];

function showEngineError(error) {
    for (const [pattern, shown] of V8_ERRORS)
        if (pattern.test(error.message)) return shown;
    throw error;
}

const showValue = (value) => show(value, showEngineError);

/** FORMAT.md, "Iterator protocol": iterator k with the numbers of its line. */
class CustomIterator {
    constructor(print, k, [count, failsAt, returns, throws]) {
        let position = 0;

        this.next = (...sent) => {
            print(`i${k} n ${showValue(sent[0])}`);
            const at = position;
            if (at === failsAt || at < count) position++;
            if (at === failsAt) throw new UserError(700 + k);
            return at < count ? { value: 100 * (k + 1) + at, done: false }
                              : { value: 900 + k, done: true };
        };
        if (returns !== 0)
            this.return = (...sent) => {
                print(`i${k} r ${showValue(sent[0])}`);
                return CustomIterator.answer(returns, sent[0], 800 + k);
            };
        if (throws !== 0)
            this.throw = (...sent) => {
                print(`i${k} t ${showValue(sent[0])}`);
                return CustomIterator.answer(throws, sent[0], 850 + k);
            };
    }

    static answer(mode, sent, error) {
        if (mode === 1) return { value: sent, done: true };
        if (mode === 2) throw new UserError(error);
        if (mode === 3) return { value: num(sent) + 1, done: false };
        if (mode === 4) return { value: num(sent) + 2, done: true };
        if (mode === 5) return 5;
        throw sent;
    }

    [Symbol.iterator]() {
        return this;
    }
}

/** An empty sequence without a return method. */
const emptyIterable = () => ({
    [Symbol.iterator]: () => ({ next: () => ({ value: undefined, done: true }) }),
});

function poke(print, generator) {
    if (generator === undefined) return print("~ u");
    try {
        const { value, done } = generator.next(undefined);
        print(`~< ${showValue(value)} ${Number(done)}`);
    } catch (thrown) {
        print(`~! ${showValue(thrown)}`);
    }
}

function environment(customs, trace) {
    const slots = [];
    const print = (line) => trace.push(line);
    let statements = 0;

    return {
        slots, print, num, show: showValue,
        error: (number) => new UserError(number),
        // "+ 0" makes -0 a 0.
        sum: (values) => values.reduce(
            (total, value) => (total + num(value)) % MODULUS + 0, 0),
        count: () => {
            if (++statements > MOST_STATEMENTS) throw new FormatError("runs too long");
        },
        statements: () => statements,
        customIterator: (k) => new CustomIterator(print, k, customs[k]),
        slotAsIterable: (h) => slots[h] ?? emptyIterable(),
        runCleanups: (cleanups) => cleanups.reverse().forEach((run) => run()),
        deferPrint: (cleanups, value) =>
            cleanups.push(() => print(`~ ${showValue(value)}`)),
        deferPoke: (cleanups, h) => cleanups.push(() => poke(print, slots[h])),
        resume: (h, method, sent) => {
            if (slots[h] === undefined) return undefined;
            const { value, done } = slots[h][method](sent);
            print(`< ${showValue(value)} ${Number(done)}`);
            return value;
        },
    };
}

/** The trace of a program, as lines. FormatError if it is none, or runs too
 *  long. */
export function traceGeneratorProgram(programLines) {
    const trace = [];
    const given = environment(readProgram(programLines).customs, trace);
    const run = new Function(...Object.keys(given), translate(programLines));

    run(...Object.values(given));
    if (given.statements() > MOST_STATEMENTS) throw new FormatError("runs too long");
    return trace;
}
