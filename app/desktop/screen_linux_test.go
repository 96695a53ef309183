package desktop

import "sendoff/app/apptest"

// screen is a display for the tests.
type screen struct{ *apptest.Display }
