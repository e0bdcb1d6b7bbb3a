/** Styles that a module brings along; the build makes a file of them. */
declare module '*.css';
