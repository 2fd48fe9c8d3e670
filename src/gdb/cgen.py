"""The generators of a stopped process or a core file, in gdb.

    info generators    all of them; with -n, -s, -b, -q, --sum
    info tasks         the tasks of libcgen-task, and what each awaits
    generator N        looks at one: bt, frame, up, info locals see its frames
    generator N bt     one command, of that one
    generator apply all bt
    generator thread   looks at the thread again

and printers for gen_t * and gen_result. Nothing in the process is changed: an
unwinder says that the innermost frame of the thread was called by the generator
that is looked at. It needs no debug data of the library: where things lie is
read from it (core/layout.c, task/post.c).
"""

import itertools
import re
import struct

import gdb
import gdb.printing
from gdb.unwinder import Unwinder

WORD = 8


# ------------------------------------------------------------------- Memory


def read(address, size):
    return bytes(gdb.selected_inferior().read_memory(address, size))


def words(address, count):
    return struct.unpack("=%dQ" % count, read(address, count * WORD))


def word(address):
    return words(address, 1)[0]


def read_string(address, most=200):
    """As much of it as can be read."""
    text = b""
    try:
        while len(text) < most and b"\0" not in text:
            text += read(address + len(text), 16)
    except gdb.MemoryError:
        pass
    return text.split(b"\0")[0].decode("utf-8", "replace")


class Layout:
    """The words of a constant of the library, by name."""

    def __init__(self, symbol, names):
        try:
            self.address = int(gdb.parse_and_eval("(unsigned long)&" + symbol))
        except gdb.error:
            raise gdb.GdbError("No symbol %s: the program has no cgen, or was "
                               "stripped with the static library." % symbol)
        self._read(self.address, names)

    def _read(self, address, names):
        for name, value in zip(names.split(), words(address, len(names.split()))):
            setattr(self, name, value)

    def add(self, prefix, address, names):
        self._read(address, " ".join(prefix + n for n in names.split()))


def library():
    """The layout of libcgen's structures."""
    layout = Layout("gen_debug_1", "pool slab block stack_low stack_high stack_owner "
                    "body_stack body_frame body_next resumer_next outer marks "
                    "engine stack fn arg name inner end_value end_error begun "
                    "done slow_entry engine_name engine_begins coroutine")
    layout.add("pool_", layout.pool, "classes count size roomy full")
    layout.add("slab_", layout.slab, "next bytes guard stack slots made is_free "
               "line colours")
    layout.add("block_", layout.block, "newest next")
    return layout


# --------------------------------------------------------------- Generators


class Engine:
    """What is the same for all generators of one engine."""

    known = {}

    def __init__(self, layout, address):
        self.name = read_string(word(address + layout.engine_name))
        self.begins = word(address + layout.engine_begins)
        # The library's sources, if it has debug data: its functions are then
        # known where it is a part of the program, too.
        symtab = gdb.find_pc_line(self.begins).symtab
        path = symtab.filename.partition("/src/arch/") if symtab else ("", "", "")
        self.sources = path[0] + "/src/" if path[1] else None

    @classmethod
    def at(cls, layout, address):
        if address not in cls.known:
            cls.known[address] = cls(layout, address)
        return cls.known[address]


def size_of_block(layout):
    return max(getattr(layout, m) for m in Generator.members) + WORD


class Generator:
    members = ("body_stack body_frame body_next resumer_next outer marks engine "
               "stack fn arg name inner").split()

    def __init__(self, layout, address, block=None):
        self.address = address
        self.layout = layout
        if block is None:
            block = read(address, size_of_block(layout))
        for member in self.members:
            value = struct.unpack_from("=Q", block, getattr(layout, member))[0]
            setattr(self, member, value)
        self.marks &= 0xffffffff
        self.engine = Engine.at(layout, self.engine)

    def state(self):
        if self.marks & self.layout.done:
            return "done"
        if self.resumer_next > self.layout.slow_entry:
            known = running()
            return "parked" if known and self.address not in known else "running"
        return "suspended" if self.marks & self.layout.begun else "start"

    def has_frames(self):
        """Those that can be looked at: of one that does not run."""
        return self.state() == "suspended"

    def title(self):
        return '"%s"' % read_string(self.name) if self.name else ""

    def stack_bounds(self):
        return (word(self.stack + self.layout.stack_low),
                word(self.stack + self.layout.stack_high))

    def stack_size(self):
        low, high = self.stack_bounds()
        return high - low

    def stack_used(self):
        """Now; None if it is parked below others: it waits on their stacks."""
        low, high = self.stack_bounds()
        pointer = self.registers()[processor().stack]
        return high - pointer if low < pointer <= high else None

    def registers(self):
        """As it waits: what its frames do not hold themselves."""
        cpu = processor()
        if self.engine.name == "native":
            # In a continuation of the library, not at its first byte: gdb
            # takes the function of the byte before.
            inside = name_of_function(self.body_next).startswith("gen_")
            return {cpu.pc: self.body_next + inside, cpu.stack: self.body_stack,
                    cpu.frame: self.body_frame}
        context = self.body_stack + self.layout.coroutine
        return {name: word(context + at) for name, at in cpu.saved.items()}


class X86_64:
    pc, stack, frame = "rip", "rsp", "rbp"
    link = "rip"  # where a call leaves its return address, at first

    # In glibc's ucontext_t.
    saved = {"r12": 72, "r13": 80, "r14": 88, "r15": 96, "rbp": 120,
             "rbx": 128, "rsp": 160, "rip": 168}


class AArch64:
    pc, stack, frame, link = "pc", "sp", "x29", "x30"
    saved = {"x%d" % n: 184 + 8 * n for n in range(19, 31)}
    saved.update({"sp": 432, "pc": 440})


def processor():
    name = gdb.selected_frame().architecture().name()
    return AArch64 if "aarch64" in name else X86_64


def slabs(layout):
    for i in range(layout.pool_count):
        at = layout.pool_classes + i * layout.pool_size
        for head in (layout.pool_roomy, layout.pool_full):
            slab = word(at + head)
            while slab != 0:
                yield slab
                slab = word(slab + layout.slab_next)


def records_of(layout, slab):
    """The addresses of one slab's stacks that are in use."""
    size = {name: word(slab + getattr(layout, "slab_" + name))
            for name in ("bytes", "guard", "stack", "slots", "made")}
    spacing = size["guard"] + size["stack"]
    first = slab + size["bytes"] - size["slots"] * spacing
    free = words(slab + layout.slab_is_free, (size["made"] + 63) // 64)
    for slot in range(size["made"]):
        if free[slot // 64] >> slot % 64 & 1:
            continue
        end = first + (slot + 1) * spacing
        yield end - layout.slab_line * (1 + slot % layout.slab_colours)


def records(layout):
    for slab in slabs(layout):
        yield from records_of(layout, slab)
    hidden = word(layout.block_newest)  # on the heap, under a tool
    while hidden != 0:
        yield hidden ^ (1 << 64) - 1
        hidden = word((hidden ^ (1 << 64) - 1) + layout.block_next)


# As far below its stack's record a control block may lie; one read for both.
NEAR = 512


def owner_of(layout, record):
    """The generator on a stack, or None."""
    try:
        memory = read(record - NEAR, NEAR + layout.stack_owner + WORD)
    except gdb.MemoryError:  # not in the core file: never touched
        return None
    owner = struct.unpack("=Q", memory[-WORD:])[0]
    if owner == 0:
        return None
    at = owner - (record - NEAR)
    if 0 <= at <= NEAR - size_of_block(layout):
        return Generator(layout, owner, memory[at:])
    return Generator(layout, owner)


def generators(layout):
    """All of them, each with its number: the same while nothing runs."""
    number = 0
    for record in records(layout):
        g = owner_of(layout, record)
        if g is not None:
            yield number, g
            number += 1


def find(layout, text):
    """By number, or by an expression that is a gen_t *."""
    if re.fullmatch(r"\d+", text):
        for number, g in generators(layout):
            if number == int(text):
                return g
        raise gdb.GdbError("There is no generator %s." % text)
    return Generator(layout, int(gdb.parse_and_eval(text)))


def of_thread(layout):
    """The generators that run on the selected thread, the innermost first."""
    found = []
    try:
        expression = "*(unsigned long *)&gen_inline_1_thread"
        address = int(gdb.parse_and_eval(expression)) & ~1
        while address != 0 and len(found) < 10000:
            found.append(address)
            address = word(address + layout.outer) & ~1
    except gdb.error:
        pass  # the thread has no thread-local storage that gdb finds
    return found


def running():
    """Of every thread: the address of each that runs, and the thread."""
    if running.known is None:
        layout, all_threads = library(), {}
        before = gdb.selected_thread()
        for thread in gdb.selected_inferior().threads():
            thread.switch()
            for address in of_thread(layout):
                all_threads[address] = thread.num
        before.switch()
        running.known = all_threads
    return running.known


running.known = None


def forget(event=None):
    """The process goes on, or another one is looked at."""
    View.looked_at = None
    running.known = None
    Engine.known.clear()


# --------------------------------------------------------------------- Views


class FrameId:
    def __init__(self, sp, pc):
        self.sp, self.pc = sp, pc


def as_register(value):
    # Addresses are what every register here holds.
    return gdb.Value(value).cast(gdb.lookup_type("unsigned long"))


class View(Unwinder):
    """While a generator is looked at, says that it has called the innermost
    frame of the thread, and that nobody has called its own first frame. Those
    that are parked with it, above it, have been resumed by each other."""

    looked_at = None  # the generator's registers, and where they are claimed

    def __init__(self):
        super().__init__("cgen")

    def __call__(self, frame):
        view = View.looked_at
        if view is None:
            return None
        cpu = view["cpu"]
        pc = int(frame.read_register(cpu.pc)) & (1 << 64) - 1
        sp = int(frame.read_register(cpu.stack)) & (1 << 64) - 1
        if (pc, sp) == view["innermost"]:
            # By its address, gdb would find the caller's frame further in.
            return self._answer(frame, pc, 0, view["registers"])
        low, high = view["stack"]
        if view["begins"] <= pc < view["begins"] + 64 and low < sp <= high:
            nobody = {cpu.pc: 0, cpu.link: 0, cpu.stack: sp, cpu.frame: 0}
            return self._answer(frame, pc, sp, nobody)
        return None

    @staticmethod
    def _answer(frame, pc, sp, registers):
        address = gdb.lookup_type("unsigned long").pointer()
        answer = frame.create_unwind_info(
            FrameId(gdb.Value(sp).cast(address), gdb.Value(pc).cast(address)))
        for name, value in registers.items():
            answer.add_saved_register(name, as_register(value))
        return answer


def look_at(g):
    if not g.has_frames():
        state = g.state()
        if state == "running":
            thread = running().get(g.address)
            raise gdb.GdbError("It runs: its frames are those of %s." % (
                "thread %d" % thread if thread else "a thread"))
        raise gdb.GdbError("It has no frames: it is in state %s." % state)
    forget_view()
    cpu, frame = processor(), gdb.newest_frame()
    View.looked_at = {
        "cpu": cpu,
        "innermost": tuple(int(frame.read_register(r)) & (1 << 64) - 1
                           for r in (cpu.pc, cpu.stack)),
        "registers": g.registers(),
        "begins": g.engine.begins,
        "stack": g.stack_bounds(),
    }
    gdb.invalidate_cached_frames()


def forget_view():
    View.looked_at = None
    gdb.invalidate_cached_frames()


class Looking:
    """with Looking(g): frames are those of g."""

    def __init__(self, g):
        self.g = g

    def __enter__(self):
        self.before = View.looked_at
        look_at(self.g)

    def __exit__(self, *error):
        View.looked_at = self.before
        gdb.invalidate_cached_frames()


# -------------------------------------------------------------------- Places


def name_of_function(address):
    """With the line where it begins, if there is debug data."""
    if address not in name_of_function.known:
        name_of_function.known[address] = find_name(address)
    return name_of_function.known[address]


name_of_function.known = {}


def find_name(address):
    symbol = gdb.execute("info symbol %#x" % address, to_string=True)
    name = symbol.split(" in section")[0].split(" + ")[0].strip()
    if symbol.startswith("No symbol"):
        name = "%#x" % address
    line = gdb.find_pc_line(address)
    if line.symtab is None:
        return name
    return "%s at %s:%d" % (name, line.symtab.filename, line.line)


# gdb may show cgen__x as cgen.x, for an encoded name of Ada.
SWITCHES = re.compile(r"(gen_|cgen__|cgen\.|swapcontext|setcontext|getcontext)")
OWN = re.compile(r"libcgen(-task|-uv)?\.so")


def is_own(frame, engine):
    """One of the library, or of what it switches with."""
    name = frame.name() or ""
    where = gdb.solib_name(frame.pc()) or ""
    symtab = frame.find_sal().symtab
    if engine.sources and symtab and symtab.filename.startswith(engine.sources):
        return True
    return bool(SWITCHES.match(name) or OWN.search(where))


def text_of_frame(frame):
    line, name = frame.find_sal(), frame.name() or "%#x" % frame.pc()
    if line.symtab is None:
        return name
    return "%s at %s:%d" % (name, line.symtab.filename, line.line)


def frames_of(g):
    """Those of a generator that is looked at."""
    frame = gdb.newest_frame().older()
    while frame is not None and frame.pc() != 0:
        yield frame
        frame = frame.older()


def innermost(frames, engine):
    """The index of the first one that is not the library's. Where that is a part
    of the program and has no debug data, but the program has: the first one with
    debug data."""
    others = [i for i, f in enumerate(frames) if not is_own(f, engine)]
    known = [i for i in others if frames[i].find_sal().symtab is not None]
    is_part = gdb.solib_name(engine.begins) is None
    if is_part and engine.sources is None and known:
        return known[0]
    return others[0] if others else None


def place(g):
    """The function that waits, and by which of the library's, if that says
    more than a yield."""
    with Looking(g):
        frames = list(itertools.islice(frames_of(g), 40))
        index = innermost(frames, g.engine)
        if index is None:
            return "?"
        names = [f.name() or "" for f in frames[:index]]
        how = [n for n in names if n.startswith("gen_") and not PLAIN.match(n)]
        by = " by " + how[-1] if how else ""
        return text_of_frame(frames[index]) + by


PLAIN = re.compile(r"gen_(yield|inline_|catching|parking)")


# ------------------------------------------------------------------ Commands


class Choice:
    """The options of info generators."""

    def __init__(self, text):
        self.most, self.state, self.body = 100, None, None
        self.quick = self.sum = False
        arguments = gdb.string_to_argv(text)
        while arguments:
            self._take(arguments.pop(0), arguments)

    def _take(self, option, arguments):
        if option == "-q":
            self.quick = True
        elif option == "--sum":
            self.sum = True
        elif option in ("-n", "-s", "-b") and arguments:
            value = arguments.pop(0)
            if option == "-n":
                self.most = None if value == "all" else int(value)
            elif option == "-s":
                self.state = value
            else:
                self.body = re.compile(value)
        else:
            raise gdb.GdbError("info generators [-n N|all] [-s STATE] [-b REGEX] "
                               "[-q] [--sum]")

    def wants(self, g):
        if self.state is not None and g.state() != self.state:
            return False
        return self.body is None or self.body.search(name_of_function(g.fn))


def show(number, g, quick):
    state = g.state()
    thread = running().get(g.address)
    line = "%-4d %#x %-9s %-8s" % (number, g.address, state, g.engine.name)
    used = g.stack_used() if state == "suspended" else None
    if used is not None:
        line += " %6d of %d" % (used, g.stack_size())
    else:
        line += " %9d" % g.stack_size()
    line += "  %s %s" % (name_of_function(g.fn), g.title())
    print(line.rstrip())
    if state == "suspended" and not quick:
        print("       in %s" % place(g))
    if g.inner != 0:
        print("       delegates to %#x" % g.inner)
    if thread is not None:
        outer = word(g.address + g.layout.outer) & ~1
        print("       resumed by %s on thread %d" %
              ("%#x" % outer if outer else "its thread", thread))


class InfoGenerators(gdb.Command):
    """All generators that have a body.
Usage: info generators [-n N|all] [-s STATE] [-b REGEX] [-q] [--sum]

Each with its number, address, state, engine, the stack that it uses and has, in
bytes, its body and name; where it waits; to which it delegates; who has resumed
it.

  -n N      at most N, 100 if not given; "all"
  -s STATE  start, suspended, running, parked (below one that waits) or done
  -b REGEX  those whose body's name, file and line match
  -q        without where they wait, which takes milliseconds each
  --sum     how many there are of each body and state"""

    def __init__(self):
        super().__init__("info generators", gdb.COMMAND_STATUS)

    def invoke(self, text, from_tty):
        choice = Choice(text)
        if choice.sum:
            self._sum(choice)
        else:
            self._list(choice)

    @staticmethod
    def _list(choice):
        shown = 0
        for number, g in generators(library()):
            if not choice.wants(g):
                continue
            if choice.most is not None and shown == choice.most:
                print("There are more: -n all shows them, --sum counts them.")
                return
            show(number, g, choice.quick)
            shown += 1
        if shown == 0:
            print("No generators.")

    @staticmethod
    def _sum(choice):
        counts = {}
        for _, g in generators(library()):
            if choice.wants(g):
                key = (g.fn, g.state())
                counts[key] = counts.get(key, 0) + 1
        for (fn, state), count in sorted(counts.items(), key=lambda c: -c[1]):
            print("%9d %-9s %s" % (count, state, name_of_function(fn)))


# Lines of a backtrace: the thread's frame, and where nobody has called, which
# gdb has words for on AArch64.
OUTSIDE = re.compile(r"#0 |#\d+ +0x0+ in \?\? \(\)|"
                     r"Backtrace stopped: previous frame identical")


class GeneratorCommand(gdb.Command):
    """Looks at a generator that waits.
Usage: generator N [COMMAND]
       generator apply all COMMAND
       generator thread

N is a number of info generators, or an expression that is a gen_t *. With a
COMMAND, that is executed as if the thread's innermost frame had been called by
it: bt, up, frame 2, info locals. Without, all commands are, until the program
goes on or generator thread is given. Frame 0 is the thread's."""

    def __init__(self):
        super().__init__("generator", gdb.COMMAND_STACK, gdb.COMPLETE_EXPRESSION)

    def invoke(self, text, from_tty):
        first, _, command = text.strip().partition(" ")
        if first == "":
            raise gdb.GdbError("generator N [COMMAND] | apply all COMMAND | thread")
        if first == "thread":
            forget_view()
        elif first == "apply":
            self._apply(command)
        elif command:
            self._execute(find(library(), first), command)
        else:
            look_at(find(library(), first))
            gdb.execute("up", to_string=True)
            gdb.execute("frame")

    @staticmethod
    def _execute(g, command):
        with Looking(g):
            if re.match(r"(bt|backtrace|where)\b", command):
                lines = gdb.execute(command, to_string=True).splitlines()
                print("\n".join(l for l in lines if not OUTSIDE.match(l)))
            else:
                gdb.execute("up", to_string=True)
                gdb.execute(command)

    def _apply(self, text):
        which, _, command = text.strip().partition(" ")
        if which != "all" or not command:
            raise gdb.GdbError("generator apply all COMMAND")
        for number, g in list(generators(library())):
            if g.has_frames():
                print("\nGenerator %d (%#x %s):" % (number, g.address, g.title()))
                self._execute(g, command)


class InfoTasks(gdb.Command):
    """The tasks of libcgen-task: address, name, generator, and what each awaits.
Usage: info tasks"""

    def __init__(self):
        super().__init__("info tasks", gdb.COMMAND_STATUS)

    def invoke(self, text, from_tty):
        tasks = Layout("gen_debug_task_1", "loops next_loop tasks running next gen "
                       "awaited scope name")
        loop = word(tasks.loops)
        if loop == 0:
            print("No tasks.")
        while loop != 0:
            self._show_loop(tasks, loop)
            loop = word(loop + tasks.next_loop)

    def _show_loop(self, tasks, loop):
        print("Loop %#x:" % loop)
        task, layout = word(loop + tasks.tasks), library()
        while task != 0:
            self._show(tasks, layout, loop, task)
            task = word(task + tasks.next)

    @staticmethod
    def _show(tasks, layout, loop, task):
        name, address = read_string(task + tasks.name), word(task + tasks.gen)
        line = '%#x "%s"' % (task, name)
        if address == 0:
            print(line + " has ended, and was not joined")
            return
        g = Generator(layout, address)
        print("%s %s  generator %#x" % (line, name_of_function(g.fn), address))
        if g.has_frames():
            print("       awaits in %s" % place(g))
        elif word(loop + tasks.running) == task:
            print("       runs")
        else:
            print("       %s" % g.state())


# ------------------------------------------------------------------ Printers


class GeneratorPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        address = int(self.value)
        if address == 0:
            return "NULL"
        try:
            g = Generator(library(), address)
            body = name_of_function(g.fn).split(" at ")[0]
            return ("%#x %s %s %s" % (address, g.state(), body, g.title())).strip()
        except (gdb.error, gdb.GdbError):
            return "%#x" % address  # freed, made by gen_from, or no generator


class ResultPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        error, value = int(self.value["error"]), self.value["value"]
        if not self.value["done"]:
            return "yielded %s" % value
        if error == 0:
            return "returned %s" % value
        return "ended with error %d, %s" % (error, value)


def printer_of(value):
    kind = value.type.strip_typedefs()
    if kind.code == gdb.TYPE_CODE_PTR:
        target = kind.target().unqualified().strip_typedefs()
        if target.code == gdb.TYPE_CODE_STRUCT and target.tag == "gen":
            return GeneratorPrinter(value)
    elif value.type.unqualified().name == "gen_result":
        return ResultPrinter(value)
    return None


def register():
    gdb.unwinder.register_unwinder(None, View(), True)
    gdb.pretty_printers.append(printer_of)
    gdb.events.cont.connect(forget)
    gdb.events.exited.connect(forget)
    gdb.events.new_objfile.connect(forget)
    InfoGenerators()
    GeneratorCommand()
    InfoTasks()


register()
