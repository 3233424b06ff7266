# From the disassembly of one function: the loop that is densest in multiply-adds, as input for llvm-mca.
#   llvm-objdump -d --no-show-raw-insn ... | awk -f inner_loop.awk | llvm-mca -mtriple=aarch64 -mcpu=cortex-a72
# A last comment line tells how many multiply-adds one round has: of vectors of four floats, or of four times four bytes.

function number(hex,    value, i) {
    value = 0
    for (i = 1; i <= length(hex); i++) value = 16 * value + index("123456789abcdef", substr(hex, i, 1))
    return value
}

match($0, /^ *[0-9a-f]+:/) {
    at = substr($0, RSTART, RLENGTH - 1)
    sub(/^ */, "", at)
    text = substr($0, RSTART + RLENGTH)
    sub(/^[ \t]+/, "", text)
    count++
    instruction[count] = text
    place[number(at)] = count
    if (text !~ /^(b\.|cbnz|cbz)/ || !match(text, /(0x)?[0-9a-f]+ </)) next

    target = substr(text, RSTART, RLENGTH - 2)
    sub(/^0x/, "", target)
    start = place[number(target)]
    if (!start) next

    sums = 0
    for (i = start; i <= count; i++) if (instruction[i] ~ /^(fmla|sdot|sadalp)/) sums++
    if (sums >= 8 && sums / (count - start + 1) > density) {
        density = sums / (count - start + 1)
        first = start
        last = count
        best = sums
    }
}

END {
    if (!best) exit 1
    print ".Lround:"
    for (i = first; i < last; i++) print instruction[i]
    sub(/[^ \t,]+ <.*/, ".Lround", instruction[last])
    print instruction[last]
    print "// multiply-adds: " best
}
