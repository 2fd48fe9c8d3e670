#What many coroutines cost, against how many there are : four plots.Called by
#plot.cmake with data and svg set.data has a block for each kind : its name,
#then lines of count and nanoseconds to create, to resume and to destroy, and
#bytes, each.A line that ends early is of a kind that cannot be as many.
set encoding utf8 set datafile separator
    "\t" stats data using 1 nooutput kinds = STATS_blocks

        set terminal svg size 1000,
                                     760 font
    "sans-serif,13" background rgb
    "white" noenhanced set output svg set multiplot layout 2,
                                     2 title
    "What one costs when there are many" font ",17" margins 0.08,
                                     0.98, 0.17, 0.90 spacing 0.09,
                                     0.13

    set border 3 linecolor rgb "#888888" set grid linetype 1 linecolor rgb
    "#e4e4e4" set tics nomirror textcolor rgb
    "#333333" set logscale xy set format x "10^{%T}"; set format x "%.0s%c"
set xrange [0.8 : 1.3e6]
unset mxtics
unset mytics

array colours[7] = ["#999999", "#d9622b", "#8c2d04", "#e9a37c", \
                    "#2b6cb0", "#8aa4c0", "#5f8f5f"]
plot_column(n) = n

set key off
set title "make one and run it to its first yield, ns"
plot for [k = 0 : kinds - 1] data index k using 1:2 with linespoints \
    linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb colours[k + 1]

set title "resume each in turn, ns"
plot for [k = 0 : kinds - 1] data index k using 1:3 with linespoints \
    linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb colours[k + 1]

set title "destroy one, ns" 
set xlabel "how many are alive"
plot for [k = 0 : kinds - 1] data index k using 1:4 with linespoints \
    linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb colours[k + 1]

set title "memory and page tables of one, bytes"
set xrange [80 : 1.3e6]
set yrange [4000 : 12000]
set ytics (4096, 5000, 6000, 8000, 10000)
set key at screen 0.5, 0.045 center center horizontal maxrows 2 samplen 1.5 \
    width 2
plot for [k = 0 : kinds - 1] data index k using 1:5 with linespoints \
    linewidth 2 pointtype 7 pointsize 0.4 linecolor rgb colours[k + 1] \
    title columnheader(1)
unset multiplot
