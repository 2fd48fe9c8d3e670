// Makes random programs of ../FORMAT.md, part 2.

const MAPPERS = ["inc", "dbl", "idx", "addi", "id", "zero"];
const PREDICATES = ["t", "f", "odd", "ev", "zero"];

class Maker {
    constructor(random) {
        this.random = random;
        this.lines = [];
        this.slots = [];
    }

    fill(name, ...words) {
        const slot = `p${this.slots.length}`;
        this.lines.push([name, slot, ...words].join(" "));
        this.slots.push(slot);
    }
    small() { return this.random.below(5); }
    latest() { return this.slots[this.slots.length - 1]; }
    any() { return this.random.oneIn(3) ? this.random.pick(this.slots) : this.latest(); }

    // --- Words ---

    mapper() {
        return this.random.oneIn(3) ? this.oddCallback() : this.random.pick(MAPPERS);
    }
    predicate() {
        if (this.random.oneIn(4)) return this.oddCallback();
        return this.random.oneIn(2) ? this.random.pick(PREDICATES)
            : this.random.pick([`lt:${100 + this.random.below(300)}`,
                                `ci:${this.random.between(1, 3)}`, `eq:${this.small()}`]);
    }
    oddCallback() {
        const pick = this.random.pick(["thr", "thr", "thr", "ren", "rret", "null"]);
        if (pick === "null") return pick;
        return pick === "thr" ? `thr:${this.small()}`
                              : `${pick}:${this.random.pick(this.slots)}`;
    }
    flatMapper() {
        const mode = this.random.pick([0, 1, 1, 2, 5]);
        return this.random.pick([`fsrc:${this.small()}:${mode}`,
                                 `ferr:${this.random.below(3)}:${mode}`,
                                 `fgen:${this.small()}`, `fgen:${this.small()}`,
                                 "fnum", "thr:0"]);
    }
    limit() {
        return this.random.oneIn(5) ? this.random.pick(["nan", "inf", "u", "big", "-1"])
                                    : this.small();
    }
    size() {
        return this.random.oneIn(8) ? this.random.pick(["nan", "u", "0"])
                                    : this.random.between(1, 4);
    }
    inputs() {
        return Array.from({ length: this.random.below(4) },
                          () => this.random.pick(this.slots));
    }
    mode() { return this.random.pick(["shortest", "longest", "strict"]); }
    zipPadding() {
        if (this.random.oneIn(4)) return this.random.pick(this.slots);
        return this.random.oneIn(2) ? "u" : this.random.pick(["-1", "-1,-2", "-1,-2,-3"]);
    }

    // --- Operations ---

    source() {
        const count = this.random.oneIn(6) ? -1 : this.random.below(7);
        if (this.random.oneIn(3)) return this.fill("gen", count);
        const fails = this.random.oneIn(5) ? this.random.below(4) : -1;
        return this.fill("src", count, fails, this.random.pick([0, 1, 1, 1, 2, 5]));
    }
    adaptor() {
        const name = this.random.weighted({ map: 6, filter: 6, flatmap: 5, take: 6,
            drop: 5, chunks: 2, windows: 2, concat: 2, zip: 3, zipk: 2, from: 2 });

        if (name === "zip") this.zip();
        else if (name === "zipk") this.zipKeyed();
        else if (name === "concat") this.fill(name, ...this.inputs());
        else this.fill(name, this.any(), ...this.argument(name));
    }
    argument(name) {
        if (name === "map") return [this.mapper()];
        if (name === "filter") return [this.predicate()];
        if (name === "flatmap") return [this.flatMapper()];
        if (name === "chunks") return [this.size()];
        if (name === "windows") return [this.size(), this.random.pick(["full", "partial"])];
        return name === "from" ? [] : [this.limit()];
    }
    zip() {
        const inputs = this.inputs();
        if (this.random.oneIn(10)) inputs.push("5");
        this.fill("zip", this.mode(), this.zipPadding(), ...inputs);
    }
    zipKeyed() {
        this.fill("zipk", this.mode(), this.random.pick(["u", "-1,-2"]), ...this.inputs());
    }

    consumer() {
        const name = this.random.weighted({ next: 16, ret: 4, forof: 4, toarray: 3,
            foreach: 1, some: 2, every: 2, find: 2, reduce: 2 });
        this.lines.push([name, this.any(), ...this.operation(name)].join(" "));
    }
    operation(name) {
        if (name === "forof") return this.forOf();
        if (name === "reduce") return this.reduction();
        if (name === "foreach") return [this.mapper()];
        return ["some", "every", "find"].includes(name) ? [this.predicate()] : [];
    }
    forOf() {
        const end = this.random.oneIn(4) ? -1 : this.random.below(3);
        return this.random.oneIn(3) ? [end, "e7"] : [end];
    }
    reduction() {
        const reducer = this.random.pick(["sum", "sum", `thr:${this.small()}`, "null"]);
        const initial = this.random.pick([[], ["u"], ["10"]]);
        return [reducer, ...initial];
    }

    make(id) {
        for (let left = this.random.between(1, 2); left > 0; left--) this.source();
        for (let left = this.random.between(1, 4); left > 0; left--) this.adaptor();
        for (let left = this.random.between(2, 8); left > 0; left--) this.consumer();
        return [`Q ${id}`, ...this.lines];
    }
}

export const makeHelperProgram = (random, id) => new Maker(random).make(id);
