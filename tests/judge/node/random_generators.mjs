// Makes random programs of ../FORMAT.md, part 1.

const REGISTERS = ["r0", "r1", "r2", "r3"];
const OPTIONAL = ["sub", "defer", "poke", "deleg", "forof", "destr", "spread",
                  "custom", "drive", "mkin"];
const MOST_BLOCKS = 4;
const MOST_LOOPS = 3;

/** How often each statement comes where it can, and the flag it needs. */
const BODY_WEIGHTS = {
    yield: 16, log: 8, try: 6, add: 3, ifodd: 2, loop: 2, set: 2, throw: 1, ret: 1,
    forof: 4, deleg: 4, defer: 2, dpoke: 1, call: 3, destr: 2, spread: 2,
    mk: 1, hnext: 2, hret: 1, hthrow: 1, hclose: 1, ifiter: 2, break: 2, cont: 1,
};
const DRIVER_WEIGHTS = {
    hnext: 24, mk: 6, log: 4, hret: 3, hthrow: 3, hclose: 2, forof: 2, destr: 2,
    spread: 1, add: 1, try: 1, ifodd: 1, loop: 1, ifiter: 1, break: 1, cont: 1,
};
const FLAG_OF = {
    forof: "forof", deleg: "deleg", defer: "defer", dpoke: "poke", call: "sub",
    destr: "destr", spread: "spread", mk: "mkin", hnext: "drive", hret: "drive",
    hthrow: "drive", hclose: "drive",
};

/** A program while it is made: `lines` so far, `used` the flags it needs. */
class Maker {
    constructor(random) {
        this.random = random;
        this.lines = [];
        this.constants = 0;
        this.flags = new Set(OPTIONAL.filter(() => !random.oneIn(2)));
        this.used = new Set();
        this.generators = random.between(this.flags.has("sub") ? 2 : 1, 4);
        this.functions = this.flags.has("sub") ? random.between(1, 3) : 0;
        this.customs = this.flags.has("custom") ? random.between(1, 4) : 0;
    }

    // --- Words ---

    operand() {
        return this.random.oneIn(2) ? this.constant()
            : this.random.pick([...REGISTERS, "u", `e${this.random.between(1, 9)}`]);
    }
    constant() {
        const value = ++this.constants;
        return String(this.random.oneIn(10) ? -value : value);
    }
    destination() {
        return this.random.oneIn(4) ? "_" : this.random.pick(REGISTERS);
    }
    slot() {
        return `h${this.random.below(this.random.oneIn(3) ? 4 : 2)}`;
    }

    /** An iterable for a frame, or null. Fresh generators have higher numbers
     *  than the frame's own, so that none makes itself without end. */
    iterable(frame) {
        const kinds = { h: 1, g: frame.from < this.generators ? 3 : 0,
                        i: this.customs > 0 ? 3 : 0 };
        const kind = this.random.weighted(kinds);

        if (kind === "h") return `${this.slot()} u`;
        if (kind === "i") return this.custom();
        return `g${this.random.between(frame.from, this.generators - 1)} ${this.operand()}`;
    }
    custom() {
        this.used.add("custom");
        return `i${this.random.below(this.customs)} u`;
    }

    // --- Statements ---

    canHave(frame, name) {
        const flag = FLAG_OF[name];

        if (["ifiter", "break", "cont"].includes(name)) return frame.loops > 0;
        if (["try", "ifodd"].includes(name)) return frame.blocks < MOST_BLOCKS;
        if (["loop", "forof"].includes(name) &&
            (frame.loops >= MOST_LOOPS || frame.blocks >= MOST_BLOCKS)) return false;
        if (name === "call") return frame.callsFrom < this.functions;
        if (name === "mk" && frame.from >= this.generators) return false;
        return flag === undefined || frame.isDriver || this.flags.has(flag);
    }

    statement(frame) {
        const weights = Object.fromEntries(Object.entries(frame.weights)
            .filter(([name]) => this.canHave(frame, name)));
        const name = this.random.weighted(weights);

        if (FLAG_OF[name] !== undefined && !(frame.isDriver && /^(h|mk)/.test(name)))
            this.used.add(FLAG_OF[name]);
        const words = this[name](frame);
        if (words !== undefined) this.lines.push([name, ...words].join(" "));
    }

    log() { return [this.operand()]; }
    set() { return [this.random.pick(REGISTERS), this.operand()]; }
    add() { return [this.random.pick(REGISTERS), this.operand(), this.operand()]; }
    yield() { return [this.destination(), this.operand()]; }
    throw() { return [this.operand()]; }
    ret() { return [this.operand()]; }
    defer() { return [this.operand()]; }
    dpoke() { return [this.slot()]; }
    deleg(frame) { return [this.destination(), this.iterable(frame)]; }
    spread(frame) { return [this.destination(), this.iterable(frame)]; }
    destr(frame) {
        return [this.destination(), this.random.below(5), this.iterable(frame)];
    }
    call(frame) {
        const which = this.random.between(frame.callsFrom, this.functions - 1);
        return [this.destination(), `s${which}`, this.operand()];
    }
    mk(frame) {
        const which = this.random.between(frame.from, this.generators - 1);
        return [this.slot(), `g${which}`, this.operand()];
    }
    hnext() { return [this.destination(), this.slot(), this.operand()]; }
    hret() { return this.hnext(); }
    hthrow() { return this.hnext(); }
    hclose() { return [this.slot()]; }
    break(frame) { return [this.random.below(frame.loops)]; }
    cont(frame) { return [this.random.below(frame.loops)]; }

    // --- Statements with blocks: they write their own lines ---

    block(frame, change) {
        const inner = { ...frame, blocks: frame.blocks + 1, ...change };
        for (let left = this.random.below(4); left > 0; left--) this.statement(inner);
    }
    branch(frame, head) {
        this.lines.push(head);
        this.block(frame);
        if (this.random.oneIn(3)) {
            this.lines.push("else");
            this.block(frame);
        }
        this.lines.push("end");
    }
    ifodd(frame) { this.branch(frame, `ifodd ${this.operand()}`); }
    ifiter(frame) { this.branch(frame, `ifiter ${this.random.below(3)}`); }
    loop(frame) { this.repeat(frame, `loop ${this.random.between(0, 3)}`); }
    forof(frame) {
        this.repeat(frame, `forof ${this.destination()} ${this.iterable(frame)}`);
    }
    repeat(frame, head) {
        this.lines.push(head);
        this.block(frame, { loops: frame.loops + 1 });
        this.lines.push("end");
    }
    try(frame) {
        const parts = this.random.weighted({ catch: 1, finally: 2, both: 2 });

        this.lines.push("try");
        this.block(frame);
        if (parts !== "finally") {
            this.lines.push(`catch ${this.destination()}`);
            this.block(frame);
        }
        if (parts !== "catch") {
            this.lines.push("finally");
            this.block(frame);
        }
        this.lines.push("end");
    }

    // --- Parts ---

    part(head, frame, least, most) {
        this.lines.push(head);
        for (let left = this.random.between(least, most); left > 0; left--)
            this.statement({ blocks: 0, loops: 0, ...frame });
        this.lines.push("E");
    }

    /** The last generator makes none and calls nothing, and nested functions
     *  make that one alone: so all making comes to an end. */
    generator(k) {
        const isLast = k === this.generators - 1;
        this.part(`G ${k}`, { weights: BODY_WEIGHTS, from: k + 1,
                              callsFrom: isLast ? this.functions : 0 }, 1, 8);
    }
    function(k) {
        this.part(`S ${k}`, { weights: BODY_WEIGHTS, from: this.generators - 1,
                              callsFrom: k + 1 }, 0, 4);
    }
    customIterator(k) {
        const fails = this.random.oneIn(4) ? this.random.below(3) : -1;
        const returns = this.random.pick([0, 0, 1, 1, 1, 2, 3, 4, 5]);
        const throws = this.random.pick([0, 0, 1, 2, 3, 4, 5, 6]);

        if (returns === 5 || throws === 5) this.used.add("nonobj");
        this.lines.push(`I ${k} ${this.random.below(5)} ${fails} ${returns} ${throws}`);
    }
    driver() {
        const frame = { weights: DRIVER_WEIGHTS, isDriver: true, blocks: 0, loops: 0,
                        from: 0, callsFrom: this.functions };
        this.lines.push("D");
        this.lines.push(`mk h0 g0 ${this.constant()}`);
        for (let left = this.random.between(8, 24); left > 0; left--)
            this.statement(frame);
        this.lines.push("E");
    }

    make(id) {
        for (let k = 0; k < this.generators; k++) this.generator(k);
        for (let k = 0; k < this.functions; k++) this.function(k);
        for (let k = 0; k < this.customs; k++) this.customIterator(k);
        this.driver();
        return [`P ${id} ${[...this.used].sort().join(",") || "-"}`, ...this.lines];
    }
}

export const makeGeneratorProgram = (random, id) => new Maker(random).make(id);
