import "./settings.test";
import "./typeset.test";
import "./server.test";
