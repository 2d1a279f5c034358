package skill

// A FileNote (文件说明) is what was found out about a file when it was taken in.
type FileNote struct {
	Media  string // what it is by its content, and is given out as: image/jpeg or application/pdf
	Size   int64  // bytes as they are kept
	Width  int    // pixels of a picture as it is kept; 0 of a PDF
	Height int
}
