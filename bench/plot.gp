# Horizontal bars of what a round trip takes, quickest at the top. Called by
# plot.cmake with data and svg set; data is sorted and tab-separated:
# nanoseconds, 1 for cgen, label.
set encoding utf8
set datafile separator "\t"
stats data using 1 nooutput
bars = STATS_records
least = 10 ** floor(log10(STATS_min / 2))

set terminal svg size 900,(120 + 30 * bars) font "sans-serif,14" \
    background rgb "white" noenhanced
set output svg

set title "What one round trip of control costs" font ",17"
set xlabel "nanoseconds (median, logarithmic axis)"
set logscale x
unset mxtics
set xrange [least : STATS_max * 10]
set yrange [bars - 0.4 : -0.6]
set border 3 linecolor rgb "#888888"
set xtics nomirror textcolor rgb "#333333"
set ytics nomirror scale 0 textcolor rgb "black"
set grid xtics linetype 1 linecolor rgb "#e4e4e4"
set style fill solid noborder
unset key

text(ns) = ns < 100 ? sprintf("%.1f ns", ns) : \
           ns < 10000 ? sprintf("%.0f ns", ns) : sprintf("%.1f µs", ns / 1000)
colour(is_cgen) = is_cgen == 1 ? 0xd9622b : 0x8aa4c0

plot data using 1:0:(least):1:($0 - 0.36):($0 + 0.36):(colour($2)) \
         :ytic(3) with boxxyerror linecolor rgb variable, \
     data using 1:0:(text($1)) with labels left offset 0.8,0
