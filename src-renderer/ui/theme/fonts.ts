/** Both typefaces come from their packages and are served by the app itself. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
