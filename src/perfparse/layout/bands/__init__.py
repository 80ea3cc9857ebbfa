"""Line-interleaved text → tables: each line has a slice of every column that has text at its height.

A table's rows are bands of lines. Within a band each cell has its lines centred, or all cells begin at the top; a
merged label is centred over several bands. `header` finds the columns, `levels` the merged labels, `rows` the bands
and their cells, `spans` which rows a label covers, and `table` puts them together.
"""
