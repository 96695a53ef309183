package desktop

// Drops hears of what is dropped on a window. All but Go may be called on any goroutine.
type Drops struct {
	Go      func(func())      // starts a goroutine that ends with the context of the watch
	Reads   func(is bool)     // the toolkit's own reading of drops is not to be listened to, or is again
	Dropped func(list string) // a list of addresses, a line each
	Refused func(err error)   // a list that cannot be read
	Failed  func(err error)   // no more will be heard
}
