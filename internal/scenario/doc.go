// Package scenario plays stories: scripts that an examiner can read, each a
// text archive of lines to be carried out and the files that they speak of.
//
// A line is a verb and its words, in quotes where a word holds spaces; # begins
// a comment, which cites the clause. A line that begins with ! must be refused.
// Every verb says things on standard output and standard error; the lines after
// it look at what was said:
//
//	stdout 'regexp'       what was said holds it; ! before: does not
//	stderr 'regexp'       the same of what was said to people
//	silent                nothing was said on standard output
//	exit N                the exit code, or status of the answer
//	json PATH [VALUE]     the one JSON document has that value at that place
//	keep NAME PATH        remembers the value at that place as ${NAME}
//	same A B              two files are alike; stdout and stderr are files too
//	write FILE            what was said on standard output is kept in a file
//	exists FILE           the file is there; ! before: is not
//	after STORY           another story beside this one comes first
//	input FILE            the next line reads it as standard input
//	roster LIST FILE      writes a list of candidates as a spreadsheet
//	sheet LIST FILE       the same, as a plain program would, with odd cells
//
// A path is written clauses[clause=4.1].missing[0].need, or with two conditions
// remarks[row=2&column=姓名].reason; clauses[#] is how many there are. With -update, same writes the file instead of comparing it.
package scenario
