"""Build the browser's bundles on the way into a wheel; see the class."""
