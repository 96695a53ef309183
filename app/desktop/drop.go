package desktop

// Drops receives what is dropped on a window. All but Go may be called on any goroutine.
type Drops struct {
	Go      func(func())      // starts a goroutine that ends with the watch's context
	Reads   func(is bool)     // whether drops are read here: the toolkit's own drop events are then ignored
	Dropped func(list string) // gets a list of addresses, one a line
	Refused func(err error)   // gets the error of a list that cannot be read
	Failed  func(err error)   // no more drops will be read
}
