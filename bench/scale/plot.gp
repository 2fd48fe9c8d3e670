# What many coroutines cost, against how many there are: four plots. Called by
# plot.cmake with data and svg set. data has a block for each kind: its name,
# then lines of a count, nanoseconds to create, to resume and to destroy one,
# and bytes of one. A line that ends early is of a kind that stops there.
set encoding utf8
set datafile separator "\t"
stats data using 1 nooutput
last = STATS_blocks - 2 # it counts what is behind the last one, too

set terminal svg size 1000,760 font "sans-serif,13" background rgb "white" \
    noenhanced
set output svg
set multiplot layout 2,2 margins 0.07,0.98,0.18,0.95 spacing 0.08,0.13

set border 3 linecolor rgb "#888888"
set grid linetype 1 linecolor rgb "#e4e4e4"
set tics nomirror textcolor rgb "#333333"
set logscale xy
set format xy "%.0s%c"
set xrange [0.8 : 1.3e6]
unset mxtics
unset mytics
set style data linespoints
unset key

# The floor, cgen, peers.
array colours[7] = ["#aaaaaa", "#d9622b", "#8c2d04", "#e9a37c", \
                    "#2b6cb0", "#8aa4c0", "#5f8f5f"]
do for [k = 1 : 7] {
    set linetype k linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb colours[k]
}

set title "to make one and run it to its first yield, ns"
plot for [k = 0 : last] data index k using 1:2 linetype k + 1
set title "to resume each in turn, ns"
plot for [k = 0 : last] data index k using 1:3 linetype k + 1
set title "to destroy one, ns"
set xlabel "alive"
plot for [k = 0 : last] data index k using 1:4 linetype k + 1
set title "memory and page tables of one, bytes"
set xrange [80 : 1.3e6]
set yrange [4000 : 12000]
set format y "%.0f"
set ytics (4096, 5000, 6000, 8000, 10000)
set key at screen 0.5, 0.045 center center vertical maxrows 3 \
    samplen 1.5 width -2 font ",12"
plot for [k = 0 : last] data index k using 1:5 linetype k + 1 \
    title columnheader(1)
unset multiplot
