package desktop

import "sendoff/app/apptest"

// screen is a display that the tests connect to.
type screen struct{ *apptest.Display }
